import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "l2/no-provider": "no L2 provider answers: check the L2 RPC addresses and the network connection",
  "l2/foreign-chain": "the L2 provider serves another chain: correct its address",
  "l2/provider-failed": "the L2 provider answered with an error",
  "l2/bad-answer": "the L2 provider answered with something that is no valid answer",
  "l2/no-registry": "there is no NodeRegistry at this address: check the contract addresses",
  "l2/contract-refused": "the contract refused",
  "l2/stopped": "the L2 watcher is not running",
} as const

export type L2ErrorCode = keyof typeof summaries

export class L2Error extends AppError<L2ErrorCode> {
  constructor(code: L2ErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}

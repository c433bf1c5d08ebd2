import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "epoch/not-newer": "an epoch can only start after the one that runs now",
  "epoch/no-validators":
    "an epoch needs at least one validator and a leader order that names each of them once",
  "epoch/bad-own-index": "our own index lies outside the epoch's validator set",
  "vote/contradiction": "casting this vote would contradict one that was cast before",
} as const

export type ConsensusErrorCode = keyof typeof summaries

/** The caller broke the core's contract. What peers send never throws: it becomes a `misbehaved` effect. */
export class ConsensusError extends AppError<ConsensusErrorCode> {
  constructor(code: ConsensusErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}

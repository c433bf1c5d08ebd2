import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "chain/not-started": "the network has not started yet",
  "chain/foreign-network":
    "the data folder holds the chain of another network: use another folder, or empty this one",
  "chain/damaged":
    "the stored chain contradicts itself: empty the data folder (keep the keys) to sync it again",
  "chain/unknown-parent": "the block's parent is not known here",
  "chain/not-final": "the certificate does not make these blocks final",
  "chain/wrong-range": "the blocks do not follow the newest final block one after another",
  "chain/cannot-build": "this node cannot build a block now",
  "chain/wrong-state": "the state is not the one that the contract's snapshot names",
  "chain/bad-request": "the request cannot be read",
} as const

export type ChainErrorCode = keyof typeof summaries

export class ChainError extends AppError<ChainErrorCode> {
  constructor(code: ChainErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}

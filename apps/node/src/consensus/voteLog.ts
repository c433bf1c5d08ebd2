import type { VoteStatement } from "@sextant/wire/vote"

/** The write-ahead log of own votes. docs/protocol/consensus.md §8. */
export type VoteLog = {
  /** On disk when it resolves. Rejecting means the vote must not be sent. */
  readonly append: (statement: VoteStatement) => Promise<void>
  /** Everything that was appended in the epoch, in order. */
  readonly read: (epoch: number) => readonly VoteStatement[]
  readonly prune: (beforeEpoch: number) => Promise<void>
}

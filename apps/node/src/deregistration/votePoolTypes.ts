import type { ChainState, Rules } from "@sextant/state-transition/types"
import type { Block } from "@sextant/wire/block"
import type { ObligationVote } from "@sextant/wire/obligationVote"
import type { Clock, Logger, Metrics, Network, Random } from "../ports.ts"

export type VotePoolDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly logger: Logger
  readonly metrics: Metrics
  readonly rules: Rules
  /** Newest final state. */
  readonly state: () => ChainState
}

export type FinalBlock = { readonly block: Block; readonly state: ChainState }

export type HeldVote = {
  readonly vote: ObligationVote
  readonly bytes: Uint8Array
  /** Whether gossip has brought it, or taken it on, already. */
  isGossiped: boolean
}

/** What the files of the vote pool share. */
export type PoolRoom = VotePoolDeps & {
  readonly names: { readonly topic: string; readonly direct: string; readonly list: string }
  /** By quorum height, then tested index and judge index. */
  readonly held: Map<number, Map<string, HeldVote>>
  readonly size: () => number
  /** Votes on a block that is not final here yet: woken when it is. */
  readonly early: Set<() => void>
  readonly asked: Set<string>
  readonly stopping: AbortController
}

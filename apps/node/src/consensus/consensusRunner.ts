import type { Block } from "@sextant/wire/block"
import type { NodeId } from "@sextant/wire/l2Event"
import type { GossipVerdict, Startable } from "../ports.ts"

export type ConsensusStatus = {
  readonly epoch: number
  readonly view: number
  /** Newest final height. */
  readonly height: number
  readonly blockHash: Uint8Array
  readonly validatorIndex: number | undefined
  readonly validatorCount: number
  readonly leaderIndex: number
  readonly voting: boolean
}

/** Consensus, seen by the rest of the node. `from` is the authenticated peer. */
export type ConsensusRunner = Startable & {
  readonly onVote: (from: NodeId, bytes: Uint8Array) => void
  readonly onCertificate: (from: NodeId, bytes: Uint8Array) => GossipVerdict
  readonly onProposal: (from: NodeId, bytes: Uint8Array) => GossipVerdict
  /** While false the node follows but says nothing. Starts as true. */
  readonly setVoting: (voting: boolean) => void
  /** Block sync has imported final blocks: the runner reads `epochContext` again. */
  readonly onHeadMoved: () => void
  /** Undefined before the first epoch was read. */
  readonly status: () => ConsensusStatus | undefined
  /** A block that is not final yet, for peers that ask. */
  readonly blockByHash: (blockHash: Uint8Array) => Block | undefined
}

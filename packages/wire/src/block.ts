import type { Height, L2Height, UnixMs } from "@sextant/shared/units"
import type { L2Event, NodeId } from "./l2Event.ts"
import type { SignedSnapshot } from "./snapshot.ts"
import type { Certificate, Contradiction } from "./vote.ts"

export type L2Reference = { readonly number: L2Height /** 32 bytes. */; readonly hash: Uint8Array }

/** All byte fields are 32 bytes except `randaoReveal` (96, compressed G2). Hash-tree-root of the header is the block's hash. */
export type BlockHeader = {
  readonly networkId: Uint8Array
  readonly height: Height
  /** The consensus view in which the block was first proposed. Counts from 1 in each epoch; genesis has 0. */
  readonly view: number
  readonly parentHash: Uint8Array
  /** Position of the proposer in the epoch's validator set. */
  readonly proposerIndex: number
  readonly timestampMs: UnixMs
  readonly l2: L2Reference
  /** Hash-tree-root of the body. */
  readonly operationsRoot: Uint8Array
  /** Hash-tree-root of the chain state after this block. */
  readonly stateRoot: Uint8Array
  /** The proposer's BLS signature over `randaoMessage(networkId, height)`. */
  readonly randaoReveal: Uint8Array
  /**
   * Proves the parent: its notarization, or its finalization when the parent closed the previous epoch.
   * Undefined only in the first block after genesis.
   */
  readonly parentCertificate: Certificate | undefined
}

export type StateChangeKind = "decommission" | "recommission" | "deregister" | "ipChange"

/** One judge's word inside a {@link StateChange}. */
export type JudgeVote = {
  /** Position among the quorum's judges. */
  readonly judgeIndex: number
  /** What this judge saw fail (`reasons`), inside the signed bytes. */
  readonly reasons: number
  /** Ed25519 over `stateChangeMessage`, 64 bytes. */
  readonly signature: Uint8Array
}

/** The judges' verdict on one node. */
export type StateChange = {
  readonly kind: StateChangeKind
  readonly nodeId: NodeId
  /** The block that named the judges. */
  readonly quorumHeight: Height
  /** Position of the node among the tested. */
  readonly testedIndex: number
  /** Ascending judge index. */
  readonly votes: readonly JudgeVote[]
}

/** Two statements by one validator that contradict each other, and whose they are. Anyone may include it. */
export type Equivocation = Contradiction & { readonly nodeId: NodeId }

export type BlockBody = {
  /** Every registry and pool event in (parent.l2.number, l2.number], in log order. */
  readonly l2Events: readonly L2Event[]
  /** At most one per node. */
  readonly stateChanges: readonly StateChange[]
  /** At most one per offender, ever. */
  readonly equivocations: readonly Equivocation[]
  /** None, or the newest snapshot with signers that the chain did not know of yet. */
  readonly signedSnapshots: readonly SignedSnapshot[]
}

export const EMPTY_BODY: BlockBody = {
  l2Events: [],
  stateChanges: [],
  equivocations: [],
  signedSnapshots: [],
}

export type Block = { readonly header: BlockHeader; readonly body: BlockBody }

/**
 * What a leader sends. `nullifications` prove every view between the parent's and `view`.
 * `view` equals `block.header.view` except when an epoch's last block is proposed again (docs/protocol/consensus.md §4).
 */
export type Proposal = {
  readonly epoch: number
  readonly view: number
  readonly block: Block
  readonly nullifications: readonly Certificate[]
  /** The leader's BLS signature over `proposalMessage`, 96 bytes: two of them for one view are evidence. */
  readonly signature: Uint8Array
}

import type { Height, L2Height, UnixMs } from "@sextant/shared/units"
import type { L2Event, NodeId } from "./l2Event.ts"
import type { Certificate, Vote } from "./vote.ts"

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

/** The judges' verdict on one node. Its rules arrive with the obligations; the shape is fixed now. */
export type StateChange = {
  readonly kind: StateChangeKind
  readonly nodeId: NodeId
  /** The block that named the judges. */
  readonly quorumHeight: Height
  /** Position of the node among the tested. */
  readonly testedIndex: number
  /** Bit mask of failed tests, inside the signed bytes. */
  readonly reasons: number
  /** Ascending judge index; 64-byte Ed25519 signatures. */
  readonly votes: readonly { readonly judgeIndex: number; readonly signature: Uint8Array }[]
}

/** Two votes by one validator that contradict each other. Anyone may include it. */
export type Equivocation = { readonly first: Vote; readonly second: Vote }

export type BlockBody = {
  /** Every registry and pool event in (parent.l2.number, l2.number], in log order. */
  readonly l2Events: readonly L2Event[]
  readonly stateChanges: readonly StateChange[]
  readonly equivocations: readonly Equivocation[]
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

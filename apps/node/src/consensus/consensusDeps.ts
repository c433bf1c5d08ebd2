import type { Misdeed, ParentBlock, Recipients } from "@sextant/consensus/effects"
import type { SignatureScheme } from "@sextant/consensus/signatureScheme"
import type { FinalHead } from "@sextant/consensus/types"
import type { ValidatorSet } from "@sextant/consensus/validatorSet"
import type { Block } from "@sextant/wire/block"
import type { NodeId } from "@sextant/wire/l2Event"
import type { SigningDomain } from "@sextant/wire/messages"
import type { Certificate, Contradiction } from "@sextant/wire/vote"
import type { Clock, Logger, Metrics } from "../ports.ts"
import type { CandidateStore } from "./candidateStore.ts"
import type { VoteLog } from "./voteLog.ts"

/** The epoch that the newest final block leads into: of `head.height + 1`. */
export type EpochContext = {
  readonly epoch: number
  readonly validators: ValidatorSet
  /** Our position in it; undefined when this node is no validator of the epoch. */
  readonly ownIndex: number | undefined
  /** The newest final block with its finalization. */
  readonly head: FinalHead
  /** Keys of the validators that made `head.certificate`: of the epoch of `head.height`. */
  readonly headPublicKeys: readonly Uint8Array[]
  /** Timestamp of the block that closed the epoch before (of genesis for epoch 0); undefined when it is not here. */
  readonly startedAtMs?: number | undefined
}

export type BuildRequest = {
  readonly epoch: number
  readonly view: number
  readonly proposerIndex: number
  readonly parent: ParentBlock
  readonly parentCertificate: Certificate | undefined
  /** The header's timestamp: at least one interval after the parent's, not ahead of our clock. */
  readonly timestampMs: number
}

export type FinalBlocks = {
  readonly blocks: readonly { readonly blockHash: Uint8Array; readonly block: Block }[]
  readonly finalization: Certificate
}

export type ConsensusSettings = {
  readonly blockIntervalMs: number
  /** Δ. */
  readonly delayMs: number
  /**
   * Follow until {@link ConsensusRunner.beginVoting}: a log that is an old copy would let the node contradict itself before
   * the chain shows it.
   */
  readonly startsSilent?: boolean
  readonly epochLengthBlocks: number
}

/** Proposals go this way only when they are sent again: gossip drops what it has seen. */
export type MessageKind = "vote" | "certificate" | "proposal"

/** Validators of an epoch, by index; undefined: all of them. This node is left out. */
export type ValidatorRange = { readonly epoch: number; readonly indices: Recipients }

export type ConsensusRunnerDeps = {
  readonly settings: ConsensusSettings
  readonly domain: SigningDomain
  readonly scheme: SignatureScheme
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly voteLog: VoteLog
  readonly candidates: CandidateStore
  /** This node's BLS signature over 32 bytes. */
  readonly signBls: (message: Uint8Array) => Uint8Array

  // Network
  /** To other validators of an epoch, directly. Best effort: what is lost is sent again. */
  readonly sendToValidators: (to: ValidatorRange, kind: MessageKind, bytes: Uint8Array) => void
  readonly sendTo: (to: NodeId, kind: MessageKind, bytes: Uint8Array) => void
  /** To everyone, followers included. */
  readonly broadcastProposal: (bytes: Uint8Array) => void
  /** To everyone by gossip. */
  readonly broadcastCertificate: (bytes: Uint8Array) => void
  /** Asks peers; undefined when nobody has it. The runner checks the hash. */
  readonly requestBlock: (blockHash: Uint8Array) => Promise<Block | undefined>

  /** True for a validator of an epoch that is remembered. Nobody else votes. */
  readonly isValidator: (nodeId: NodeId) => boolean

  // Chain
  readonly epochContext: () => EpochContext | Promise<EpochContext>
  /** May reject when this node cannot build now: the runner asks again while the view lasts. */
  readonly buildBlock: (request: BuildRequest) => Promise<Block>
  /**
   * Applies the block on its parent, which was validated or imported before, and looks at its L2 range unless `notarized`.
   * Rejecting counts as `unclear`.
   */
  readonly validateBlock: (request: {
    readonly block: Block
    readonly blockHash: Uint8Array
    readonly notarized: boolean
  }) => Promise<"valid" | "invalid" | "unclear">
  /** Durable when resolved. Rejecting stops the runner: a node that cannot import what is final must not go on. */
  readonly importFinal: (final: FinalBlocks) => Promise<void>

  /** Those in final blocks of the epoch and of its newest one, as far as they are here. */
  readonly certificatesOf: (epoch: number) => readonly Certificate[]

  // Reports
  /** Starts block sync unless it runs. */
  readonly catchUp: (hint: {
    readonly epoch: number
    readonly view: number
    readonly from: NodeId | undefined
  }) => void
  /** Two contradicting votes, or proposals, of one validator: evidence for a block. */
  readonly onEquivocation: (equivocation: Contradiction) => void
  readonly onMisbehaviour: (report: {
    /** `unreadable`: not even a message. */
    readonly misdeed: Misdeed | "unreadable"
    readonly from: NodeId | undefined
    readonly validatorIndex: number | undefined
  }) => void
  /** The runner has stopped for good; the process should end. */
  readonly onFatal: (cause: unknown) => void
}

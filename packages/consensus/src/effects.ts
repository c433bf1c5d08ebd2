import type { Block } from "@sextant/wire/block"
import type { Certificate, Contradiction, Vote, VoteStatement } from "@sextant/wire/vote"
import type { TimerKind } from "./inputs.ts"

export type ParentBlock = {
  /** 32 bytes. */
  readonly blockHash: Uint8Array
  readonly height: number
  readonly timestampMs: number
}

export type Misdeed =
  | "badVoteSignature"
  | "badCertificate"
  | "badProposalSignature"
  | "badProposal"
  | "invalidBlock"

/** Indices in the epoch's validator set, perhaps our own among them; undefined: all of them. */
export type Recipients = readonly number[] | undefined

/** What the runner has to do, in this order. An effect whose doc says *durable* is on disk before the next one starts. */
export type Effect =
  /**
   * Durable: keep `candidate` (the block voted for, with `notarize`), then log the statement; then sign, send to its
   * recipients and feed the vote back as `voteReceived`.
   */
  | {
      readonly kind: "castVote"
      readonly statement: VoteStatement
      readonly candidate: { readonly blockHash: Uint8Array; readonly block: Block } | undefined
      readonly to: Recipients
    }
  /** A vote that was cast before: sign again (the same bytes), send, feed back. Nothing is logged. */
  | { readonly kind: "resendVote"; readonly statement: VoteStatement; readonly to: Recipients }
  /** Someone else's vote that convicts its author together with a certificate: send to all validators. */
  | { readonly kind: "forwardVote"; readonly vote: Vote }
  /** Durable: a finalize vote may rest on it. */
  | { readonly kind: "storeCertificate"; readonly certificate: Certificate }
  /** `to`: directly. `gossip`: also to everybody, those who do not vote included. */
  | {
      readonly kind: "relayCertificate"
      readonly certificate: Certificate
      readonly to: Recipients
      readonly gossip: boolean
    }
  /** To one peer that lags behind. */
  | { readonly kind: "sendCertificate"; readonly certificate: Certificate; readonly to: string }
  /** Build a block on `parent` not before `notBeforeMs` (its timestamp is never less) and answer `blockBuilt`. */
  | {
      readonly kind: "propose"
      readonly epoch: number
      readonly view: number
      readonly proposerIndex: number
      readonly parent: ParentBlock
      /** Undefined on genesis. */
      readonly parentCertificate: Certificate | undefined
      readonly notBeforeMs: number
    }
  /** Sign as the leader of `view` and broadcast; `again`: it was sent before and may have been lost. */
  | {
      readonly kind: "broadcastProposal"
      readonly again: boolean
      readonly epoch: number
      readonly view: number
      readonly block: Block
      readonly blockHash: Uint8Array
      readonly nullifications: readonly Certificate[]
    }
  /**
   * Answer `proposalValidated`. `notarized`: a quorum has checked it, so what this node's L2 has not seen yet does not
   * matter; only the state transition does. The parent is valid or final.
   */
  | {
      readonly kind: "validate"
      readonly epoch: number
      readonly block: Block
      readonly blockHash: Uint8Array
      readonly notarized: boolean
    }
  /** Ask peers; answer `blockReceived`. Comes again while the block is missing. */
  | { readonly kind: "requestBlock"; readonly epoch: number; readonly blockHash: Uint8Array }
  /** Oldest first, each the child of the one before; the first is the child of the last final block. */
  | {
      readonly kind: "importFinal"
      readonly blocks: readonly { readonly blockHash: Uint8Array; readonly block: Block }[]
      /** Of the last block. */
      readonly finalization: Certificate
      /** The epoch ends with the last block: answer `epochStarted` when it is imported. */
      readonly closesEpoch: boolean
    }
  /** One timer per kind: a new one replaces the old. Answer `timerFired`. */
  | {
      readonly kind: "scheduleTimeout"
      readonly timer: TimerKind
      readonly epoch: number
      readonly view: number
      readonly atMs: number
    }
  /** Others are further than consensus messages can bring us: sync final blocks. */
  | {
      readonly kind: "catchUp"
      readonly epoch: number
      readonly view: number
      readonly from: string | undefined
    }
  | { readonly kind: "viewEntered"; readonly epoch: number; readonly view: number }
  /** Two votes, or two proposals of one leader, that no honest validator signs. Both signatures were checked. */
  | { readonly kind: "equivocationFound"; readonly equivocation: Contradiction }
  /** `from` undefined: the culprit is the validator alone. */
  | {
      readonly kind: "misbehaved"
      readonly misdeed: Misdeed
      readonly from: string | undefined
      readonly validatorIndex: number | undefined
    }
  /** Two certificates that cannot both exist while fewer than a third lie. The node must stop voting and tell people. */
  | {
      readonly kind: "safetyViolated"
      readonly epoch: number
      readonly first: Certificate
      readonly second: Certificate
    }

export type EffectOf<TKind extends Effect["kind"]> = Extract<Effect, { readonly kind: TKind }>

import type { Block, Proposal } from "@sextant/wire/block"
import type { Certificate, Vote } from "@sextant/wire/vote"
import type { EpochStart, FinalHead } from "./types.ts"

export type TimerKind = "viewTimeout" | "resend" | "revisit"

/** `unclear`: this node cannot tell yet (its L2 view is behind); it will be asked again and does not vote meanwhile. */
export type ValidationVerdict = "valid" | "invalid" | "unclear"

/** All that can happen to the core. `nowMs` is the runner's clock, unix ms; `from` names the peer that delivered. */
export type Input = { readonly nowMs: number } & (
  | { readonly kind: "epochStarted"; readonly start: EpochStart }
  | { readonly kind: "votingSet"; readonly voting: boolean }
  /** `blockHash` is computed by the runner from the header. */
  | {
      readonly kind: "proposalReceived"
      readonly proposal: Proposal
      readonly blockHash: Uint8Array
      readonly from: string
    }
  /** `from` undefined: our own vote, signed by the runner. */
  | { readonly kind: "voteReceived"; readonly vote: Vote; readonly from: string | undefined }
  | {
      readonly kind: "certificateReceived"
      readonly certificate: Certificate
      readonly from: string
      /** The runner has checked its signatures against the validators of its epoch. */
      readonly isVerified?: boolean
    }
  /** Answer to `requestBlock`. */
  | { readonly kind: "blockReceived"; readonly block: Block; readonly blockHash: Uint8Array }
  /** Answer to `validate`. */
  | {
      readonly kind: "proposalValidated"
      readonly epoch: number
      readonly blockHash: Uint8Array
      readonly verdict: ValidationVerdict
    }
  /** Answer to `propose`. */
  | {
      readonly kind: "blockBuilt"
      readonly epoch: number
      readonly view: number
      readonly block: Block
      readonly blockHash: Uint8Array
    }
  | {
      readonly kind: "timerFired"
      readonly timer: TimerKind
      readonly epoch: number
      readonly view: number
    }
  /** Block sync has imported final blocks of this epoch up to `head`. */
  | { readonly kind: "finalAdvanced"; readonly epoch: number; readonly head: FinalHead }
)

export type InputOf<TKind extends Input["kind"]> = Extract<Input, { readonly kind: TKind }>

import type { Block } from "@sextant/wire/block"
import type { Certificate, Vote, VoteStatement } from "@sextant/wire/vote"
import type { SignatureScheme } from "./signatureScheme.ts"
import type { ValidatorSet } from "./validatorSet.ts"

/** What never changes while a node runs. */
export type CoreRules = {
  readonly scheme: SignatureScheme
  readonly blockIntervalMs: number
  /** Δ: within this time a message between honest nodes is expected to arrive. */
  readonly delayMs: number
  readonly epochLengthBlocks: number
}

/** The newest final block, as far as consensus needs it. */
export type FinalHead = {
  /** 32 bytes. */
  readonly blockHash: Uint8Array
  readonly height: number
  readonly timestampMs: number
  /** Its finalization; undefined for genesis alone. */
  readonly certificate: Certificate | undefined
}

/** Everything an epoch needs to run, also when a node resumes in the middle of it. */
export type EpochStart = {
  readonly epoch: number
  readonly validators: ValidatorSet
  /** Our position in the set; undefined for a node that only follows. */
  readonly ownIndex: number | undefined
  /** A block of this epoch, or the one that closed the epoch before. */
  readonly head: FinalHead
  /** The keys that made `head.certificate`: the epoch before's when `head` closed it. Not read for genesis. */
  readonly headPublicKeys: readonly Uint8Array[]
  /** Every own vote of this epoch that was ever logged. */
  readonly ownStatements: readonly VoteStatement[]
  /**
   * Up to this view the node may have said things that it does not remember, so it says nothing there. Default 0; Infinity
   * keeps it silent for the whole epoch.
   */
  readonly silentThroughView?: number
  /** Blocks of this epoch that were kept before we voted for them. */
  readonly candidates: readonly { readonly blockHash: Uint8Array; readonly block: Block }[]
  /** Certificates of this epoch that were kept. Checked again. */
  readonly certificates: readonly Certificate[]
}

/** `new`: not looked at. `unclear`: validation could not tell yet; asked again later. */
export type BlockStatus = "new" | "checking" | "unclear" | "valid" | "invalid"

export type HeldBlock = {
  readonly blockHash: Uint8Array
  readonly block: Block
  readonly status: BlockStatus
  /** The last validation was asked for a block that a quorum has notarized. */
  readonly askedAsNotarized: boolean
}

/** A leader's signed word that this block is proposed in this view. */
export type HeldProposal = {
  readonly blockHash: Uint8Array
  /** 96 bytes. Undefined for our own, which the runner signs when it sends. */
  readonly signature: Uint8Array | undefined
}

export type HeldVote = {
  readonly vote: Vote
  /** The peer that delivered it; undefined for our own. */
  readonly from: string | undefined
  /** Its signature was checked alone. */
  readonly verified: boolean
}

/** By validator index. */
export type VoteMap = ReadonlyMap<number, HeldVote>
export type ViewVotes = { readonly notarize: VoteMap; readonly nullify: VoteMap; readonly finalize: VoteMap }

/** What we have said in one view, for ever. */
export type OwnVotes = {
  readonly notarize: Uint8Array | undefined
  readonly nullify: boolean
  readonly finalize: Uint8Array | undefined
}

/** One epoch's Simplex. Maps by view hold views from the head's on; block keys are lower-case hex of the hash. */
export type Instance = {
  readonly epoch: number
  readonly validators: ValidatorSet
  readonly ownIndex: number | undefined
  readonly headPublicKeys: readonly Uint8Array[]
  readonly head: FinalHead
  /** The view of the head's certificate in this epoch; 0 when the head lies before it. */
  readonly headView: number
  readonly headAtMs: number
  /** The epoch's last block is final: nothing more happens here. */
  readonly closed: boolean
  readonly view: number
  readonly viewEnteredAtMs: number
  readonly deadlineMs: number
  /** The newest view with any certificate. */
  readonly certifiedView: number
  readonly votes: ReadonlyMap<number, ViewVotes>
  readonly proposals: ReadonlyMap<number, readonly HeldProposal[]>
  readonly own: ReadonlyMap<number, OwnVotes>
  readonly silentThroughView: number
  readonly notarizations: ReadonlyMap<number, Certificate>
  readonly nullifications: ReadonlyMap<number, Certificate>
  /** The newest finalization beyond the head, waiting for its blocks. */
  readonly finalization: Certificate | undefined
  readonly blocks: ReadonlyMap<string, HeldBlock>
  /** Blocks asked for. */
  readonly wanted: ReadonlyMap<string, Uint8Array>
  /** The newest view for which we were asked to lead. */
  readonly ledView: number
  readonly resend: { readonly atMs: number; readonly round: number } | undefined
  readonly revisitAtMs: number | undefined
  /** `view/index` of offenders already reported, and `view/index/kind` of votes already passed on. */
  readonly reported: ReadonlySet<string>
  /** Bad signatures by the peer that delivered them. */
  readonly suspects: ReadonlyMap<string, number>
  /** When each peer was last answered with our newest finalization. */
  readonly lateReplies: ReadonlyMap<string, number>
  readonly askedCatchUpAtMs: number | undefined
}

import type { BitArray } from "@chainsafe/ssz"

/** `notarize` and `finalize` name a block, `nullify` gives a view up. Simplex, docs/protocol/consensus.md. */
export type VoteKind = "notarize" | "nullify" | "finalize"

/** What a vote says; its signature covers exactly this, bound to the network (see `voteMessage`). */
export type VoteStatement = {
  readonly kind: VoteKind
  readonly epoch: number
  /** Counts from 1 in each epoch. */
  readonly view: number
  /** 32 bytes; zeros for `nullify`. */
  readonly blockHash: Uint8Array
}

export type Vote = VoteStatement & {
  /** Position in the epoch's validator set. */
  readonly validatorIndex: number
  /** Compressed G2, 96 bytes. */
  readonly signature: Uint8Array
}

/** A quorum's votes in one: the aggregate signature and who is in it. */
export type Certificate = VoteStatement & {
  /** One bit per validator of the epoch, in validator-set order. */
  readonly signers: BitArray
  /** Compressed G2, 96 bytes: the sum of the signers' signatures. */
  readonly signature: Uint8Array
}

/**
 * Something a validator has signed in a view: a vote, or `propose`, the leader's signature over the block it proposed
 * (`proposalMessage`).
 */
export type Testimony = Omit<Vote, "kind"> & { readonly kind: VoteKind | "propose" }

/** Two testimonies of one validator in one view that an honest one never both gives. */
export type Contradiction = { readonly first: Testimony; readonly second: Testimony }

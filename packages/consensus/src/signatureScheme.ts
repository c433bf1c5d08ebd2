import type { VoteStatement } from "@sextant/wire/vote"

export type SignedVote = { readonly publicKey: Uint8Array; readonly signature: Uint8Array }
export type ProposalStatement = {
  readonly epoch: number
  readonly view: number
  readonly blockHash: Uint8Array
}

/**
 * How signatures are checked and added up. Pure: the same answer for the same bytes. Malformed keys and signatures are
 * refused, never thrown.
 */
export type SignatureScheme = {
  readonly verifyVote: (publicKey: Uint8Array, statement: VoteStatement, signature: Uint8Array) => boolean
  readonly verifyProposal: (
    publicKey: Uint8Array,
    proposal: ProposalStatement,
    signature: Uint8Array,
  ) => boolean
  /** True when `signature` is the sum of all keys' signatures over the statement. */
  readonly verifyAggregate: (
    publicKeys: readonly Uint8Array[],
    statement: VoteStatement,
    signature: Uint8Array,
  ) => boolean
  /**
   * Adds votes up, checks the sum once and looks for bad ones only when it fails.
   *
   * @returns `signature`: the valid sum of all entries not in `invalid`; undefined when none is left.
   */
  readonly aggregateVotes: (
    entries: readonly SignedVote[],
    statement: VoteStatement,
  ) => { readonly signature: Uint8Array | undefined; readonly invalid: readonly number[] }
  /** The plain sum, unchecked; undefined when one of them is not a signature at all. */
  readonly addSignatures: (signatures: readonly Uint8Array[]) => Uint8Array | undefined
}

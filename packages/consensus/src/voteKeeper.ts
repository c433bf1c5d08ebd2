import { bytesEqual } from "@sextant/shared/bytes"
import { quorumOf } from "@sextant/wire/quorum"
import { signersOf } from "@sextant/wire/signers"
import type { Certificate, Vote, VoteStatement } from "@sextant/wire/vote"
import type { SignatureScheme } from "./signatureScheme.ts"
import type { HeldVote, VoteMap } from "./types.ts"
import type { ValidatorSet } from "./validatorSet.ts"

export type KeeperDeps = { readonly scheme: SignatureScheme; readonly validators: ValidatorSet }

export type Gathered = {
  readonly certificate: Certificate | undefined
  /** The votes without the ones whose signatures were bad. */
  readonly votes: VoteMap
  readonly rejected: readonly HeldVote[]
}

export function isSameStatement(left: VoteStatement, right: VoteStatement): boolean {
  return (
    left.kind === right.kind &&
    left.epoch === right.epoch &&
    left.view === right.view &&
    bytesEqual(left.blockHash, right.blockHash)
  )
}

/** Two statements of one validator that an honest one never both makes (§9). */
export function isContradiction(left: VoteStatement, right: VoteStatement): boolean {
  if (left.epoch !== right.epoch || left.view !== right.view) return false
  if (left.kind === right.kind) return !bytesEqual(left.blockHash, right.blockHash)
  return left.kind !== "notarize" && right.kind !== "notarize"
}

export function verifyHeld(deps: KeeperDeps, held: HeldVote): boolean {
  return held.verified || verifyVote(deps, held.vote)
}

export function verifyVote({ scheme, validators }: KeeperDeps, vote: Vote): boolean {
  const publicKey = validators.publicKeys[vote.validatorIndex]
  return publicKey !== undefined && scheme.verifyVote(publicKey, vote, vote.signature)
}

/**
 * Makes a certificate of the votes for one statement when a quorum's worth is there: they are added up and checked once,
 * and taken apart only when that fails.
 */
export function gatherCertificate(
  deps: KeeperDeps,
  input: { readonly votes: VoteMap; readonly statement: VoteStatement },
): Gathered {
  const { votes, statement } = input
  const quorum = quorumOf(deps.validators.publicKeys.length)
  const matching = [...votes.values()].filter((held) => isSameStatement(held.vote, statement))
  if (matching.length < quorum) return { certificate: undefined, votes, rejected: [] }
  const { signature, invalid } = deps.scheme.aggregateVotes(
    matching.map((held) => signedBy(deps, held)),
    statement,
  )
  const bad = new Set(invalid)
  const rejected = matching.filter((_, position) => bad.has(position))
  const sound = matching.filter((_, position) => !bad.has(position))
  if (signature === undefined || sound.length < quorum) {
    return { certificate: undefined, votes: without(votes, rejected), rejected }
  }
  const { kind, epoch, view, blockHash } = statement
  const certificate = { kind, epoch, view, blockHash, signers: signersIn(deps, sound), signature }
  return { certificate, votes: without(votes, rejected), rejected }
}

/**
 * Adds votes that came after the certificate was made, so that a slow validator is not recorded as absent.
 *
 * @returns A certificate for the same statement with at least the same signers.
 */
export function widenCertificate(
  deps: KeeperDeps,
  input: { readonly certificate: Certificate; readonly votes: VoteMap },
): Certificate {
  const { certificate } = input
  const late = [...input.votes.values()].filter(
    ({ vote }) => isSameStatement(vote, certificate) && !certificate.signers.get(vote.validatorIndex),
  )
  if (late.length === 0) return certificate
  const { invalid } = deps.scheme.aggregateVotes(
    late.map((held) => signedBy(deps, held)),
    certificate,
  )
  const bad = new Set(invalid)
  const sound = late.filter((_, position) => !bad.has(position)).map(({ vote }) => vote)
  const signature = deps.scheme.addSignatures([certificate.signature, ...sound.map((vote) => vote.signature)])
  if (sound.length === 0 || signature === undefined) return certificate
  const indices = [...certificate.signers.getTrueBitIndexes(), ...sound.map((vote) => vote.validatorIndex)]
  const signers = signersOf(deps.validators.publicKeys.length, indices)
  return { ...certificate, signers, signature }
}

function signedBy(deps: KeeperDeps, held: HeldVote) {
  const publicKey = deps.validators.publicKeys[held.vote.validatorIndex] as Uint8Array
  return { publicKey, signature: held.vote.signature }
}

function signersIn(deps: KeeperDeps, votes: readonly HeldVote[]) {
  return signersOf(
    deps.validators.publicKeys.length,
    votes.map((held) => held.vote.validatorIndex),
  )
}

function without(votes: VoteMap, rejected: readonly HeldVote[]): VoteMap {
  if (rejected.length === 0) return votes
  const rest = new Map(votes)
  for (const held of rejected) rest.delete(held.vote.validatorIndex)
  return rest
}

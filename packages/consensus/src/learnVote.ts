import { bytesEqual } from "@sextant/shared/bytes"
import type { Vote } from "@sextant/wire/vote"
import { convictVoter, keeperDeps, reportEquivocation } from "./convict.ts"
import { acceptCertificate, isKnown, publish } from "./learnCertificate.ts"
import { VIEWS_BEHIND, VOTE_VIEWS_AHEAD } from "./limits.ts"
import { replyBehind, replyLate } from "./replyLate.ts"
import { type Step, update, votesIn, withEntry, withoutEntry } from "./step.ts"
import { isOutcast, isSuspect, suspect } from "./suspects.ts"
import type { HeldVote } from "./types.ts"
import { gatherCertificate, isContradiction, isSameStatement, verifyHeld } from "./voteKeeper.ts"

export type VoteSource = { readonly vote: Vote /** Undefined: our own. */; readonly from: string | undefined }

/** Takes in a vote of this epoch. It is kept unverified until a quorum's worth is there (§7). */
export function learnVote(step: Step, { vote, from }: VoteSource): void {
  const { instance } = step
  if (isOutcast(step, from)) return
  if (from !== undefined) {
    if (vote.view <= instance.headView) replyLate(step, from)
    else replyBehind(step, { from, view: vote.view })
  }
  if (!isCurrent(step, vote.view)) return
  if (vote.validatorIndex >= instance.validators.publicKeys.length) return
  let held: HeldVote = { vote, from, verified: from === undefined }
  const earlier = votesIn(instance, vote.view)[vote.kind].get(vote.validatorIndex)
  if (earlier !== undefined && isSameVote(earlier.vote, vote)) return
  if (isSuspect(step, from)) {
    if (!isVerified(step, held)) return
    held = { ...held, verified: true }
  }
  if (earlier !== undefined) {
    if (!outweighs(step, { earlier, held })) return
    held = { ...held, verified: true }
  }
  const opposite = oppositeOf(step, vote)
  if (opposite !== undefined) {
    if (!isVerified(step, held)) return
    held = { ...held, verified: true }
    if (isVerified(step, opposite)) reportEquivocation(step, opposite.vote, vote)
    else drop(step, opposite)
  }
  keep(step, held)
  convictVoter(step, held)
  tryCertificate(step, vote)
}

/** Views near ours, and the head's own: votes that come late still show who took part. */
function isCurrent({ instance }: Step, view: number): boolean {
  if (view < Math.max(1, instance.headView) || view > instance.view + VOTE_VIEWS_AHEAD) return false
  return view >= instance.view - VIEWS_BEHIND || view === instance.headView
}

/** Settles which of two different votes of one kind by one validator stands. True when the new one does. */
function outweighs(step: Step, input: { readonly earlier: HeldVote; readonly held: HeldVote }): boolean {
  const { earlier, held } = input
  if (!isVerified(step, held)) return false
  if (!isVerified(step, earlier)) return true
  keep(step, { ...earlier, verified: true })
  if (isContradiction(earlier.vote, held.vote)) reportEquivocation(step, earlier.vote, held.vote)
  convictVoter(step, held)
  return false
}

/** finalize and nullify exclude each other. */
function oppositeOf(step: Step, vote: Vote): HeldVote | undefined {
  const votes = votesIn(step.instance, vote.view)
  if (vote.kind === "finalize") return votes.nullify.get(vote.validatorIndex)
  if (vote.kind === "nullify") return votes.finalize.get(vote.validatorIndex)
  return undefined
}

function tryCertificate(step: Step, vote: Vote): void {
  const { kind, epoch, view, blockHash } = vote
  const statement = { kind, epoch, view, blockHash }
  if (isKnown(step.instance, statement)) return
  const votes = votesIn(step.instance, view)
  const gathered = gatherCertificate(keeperDeps(step), { votes: votes[kind], statement })
  if (gathered.rejected.length > 0) {
    const kept = { ...votes, [kind]: gathered.votes }
    update(step, { votes: withEntry(step.instance.votes, view, kept) })
    for (const rejected of gathered.rejected) blame(step, rejected)
  }
  if (gathered.certificate === undefined) return
  acceptCertificate(step, gathered.certificate)
  publish(step, gathered.certificate, "made")
}

function isVerified(step: Step, held: HeldVote): boolean {
  if (verifyHeld(keeperDeps(step), held)) return true
  blame(step, held)
  return false
}

/** Whoever delivered it is to blame: the validator it names may know nothing of it. */
function blame(step: Step, { from }: HeldVote): void {
  suspect(step, from)
  step.effects.push({ kind: "misbehaved", misdeed: "badVoteSignature", from, validatorIndex: undefined })
}

function keep(step: Step, held: HeldVote): void {
  const { view, kind, validatorIndex } = held.vote
  const votes = votesIn(step.instance, view)
  const changed = { ...votes, [kind]: withEntry(votes[kind], validatorIndex, held) }
  update(step, { votes: withEntry(step.instance.votes, view, changed) })
}

function drop(step: Step, held: HeldVote): void {
  const { view, kind, validatorIndex } = held.vote
  const votes = votesIn(step.instance, view)
  const changed = { ...votes, [kind]: withoutEntry(votes[kind], validatorIndex) }
  update(step, { votes: withEntry(step.instance.votes, view, changed) })
}

function isSameVote(left: Vote, right: Vote): boolean {
  return isSameStatement(left, right) && bytesEqual(left.signature, right.signature)
}

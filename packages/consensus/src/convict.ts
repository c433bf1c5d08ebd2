import type { Certificate, Vote } from "@sextant/wire/vote"
import { type Step, update, votesIn } from "./step.ts"
import type { HeldVote } from "./types.ts"
import { isContradiction, type KeeperDeps, verifyHeld } from "./voteKeeper.ts"

export function keeperDeps(step: Step): KeeperDeps {
  return { scheme: step.rules.scheme, validators: step.instance.validators }
}

/** Reports a validator once per view. Both votes were verified. */
export function reportEquivocation(step: Step, first: Vote, second: Vote): void {
  if (!markReported(step, `${first.view}/${first.validatorIndex}`)) return
  step.effects.push({ kind: "equivocationFound", equivocation: { first, second } })
}

/**
 * A vote we hold against a certificate that bears the same validator's name proves that it said two things. Only those who hold
 * its other vote alone can show both, so this one is passed on.
 */
export function convictSigners(step: Step, certificate: Certificate): void {
  const votes = votesIn(step.instance, certificate.view)
  for (const held of [...votes.notarize.values(), ...votes.nullify.values(), ...votes.finalize.values()]) {
    convict(step, { certificate, held })
  }
}

/** The same for a vote that came after the certificates of its view. */
export function convictVoter(step: Step, held: HeldVote): void {
  const { view } = held.vote
  const { notarizations, nullifications, finalization, head, headView } = step.instance
  const certificates = [notarizations.get(view), nullifications.get(view)]
  if (finalization?.view === view) certificates.push(finalization)
  if (headView === view) certificates.push(head.certificate)
  for (const certificate of certificates) {
    if (certificate !== undefined) convict(step, { certificate, held })
  }
}

function convict(step: Step, input: { readonly certificate: Certificate; readonly held: HeldVote }): void {
  const { certificate, held } = input
  const { vote } = held
  if (!isContradiction(certificate, vote) || !certificate.signers.get(vote.validatorIndex)) return
  const key = `${vote.view}/${vote.validatorIndex}/${vote.kind}`
  if (step.instance.reported.has(key) || !verifyHeld(keeperDeps(step), held)) return
  markReported(step, key)
  step.effects.push({ kind: "forwardVote", vote })
}

function markReported(step: Step, key: string): boolean {
  const { reported } = step.instance
  if (reported.has(key)) return false
  update(step, { reported: new Set(reported).add(key) })
  return true
}

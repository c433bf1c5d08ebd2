import type { VoteStatement } from "@sextant/wire/vote"
import { nextRecipients, usesCollectors } from "./collectors.ts"
import { NULLIFICATIONS_PER_RESEND, RESEND_DELAYS_MAX, VOTE_VIEWS_AHEAD } from "./limits.ts"
import { repeatOwn } from "./proposer.ts"
import { maySpeak, ownIn, proofOfBlock, type Step, update } from "./step.ts"
import type { Instance } from "./types.ts"

const NO_BLOCK = new Uint8Array(32)

/** Keeps a timer running while something of ours hangs in the air (§7). */
export function scheduleResend(step: Step): void {
  if (step.instance.resend !== undefined || !isWaiting(step)) return
  schedule(step, 0)
}

/** Messages may be lost: says again what is not settled, and what brings others to where we are. */
export function resend(step: Step): void {
  const { instance } = step
  if (instance.resend === undefined || step.nowMs < instance.resend.atMs) return
  const { round } = instance.resend
  if (!isWaiting(step)) {
    update(step, { resend: undefined })
    return
  }
  const { epoch, wanted } = instance
  for (const blockHash of wanted.values()) step.effects.push({ kind: "requestBlock", epoch, blockHash })
  if (maySpeak(step)) {
    for (const statement of unsettled(instance)) {
      const to = nextRecipients(instance, { view: statement.view, round })
      step.effects.push({ kind: "resendVote", statement, to })
    }
    resendCertificates(step, round)
    const { notarize } = ownIn(instance, instance.view)
    if (notarize !== undefined) repeatOwn(step, notarize)
  }
  schedule(step, round + 1)
}

function schedule(step: Step, round: number): void {
  const { epoch, view } = step.instance
  // Before the view's time is over, the collectors of three rounds shall have been asked.
  const doublings = usesCollectors(step.instance.validators) ? Math.max(0, round - 2) : round
  const atMs = step.nowMs + step.rules.delayMs * Math.min(2 ** doublings, RESEND_DELAYS_MAX)
  update(step, { resend: { atMs, round } })
  step.effects.push({ kind: "scheduleTimeout", timer: "resend", epoch, view, atMs })
}

function isWaiting(step: Step): boolean {
  const { instance } = step
  return instance.wanted.size > 0 || (maySpeak(step) && unsettled(instance).length > 0)
}

/** Own votes whose question is still open, oldest view first. */
function unsettled(instance: Instance): readonly VoteStatement[] {
  const { epoch, headView, nullifications } = instance
  const views = [...instance.own.keys()].filter((view) => view > headView).sort((a, b) => a - b)
  const open: VoteStatement[] = []
  for (const view of views) {
    const said = instance.own.get(view)
    if (said === undefined) continue
    const { notarize, nullify, finalize } = said
    const isNullified = nullifications.has(view)
    const isCertified = isNullified || proofOfBlock(instance, view) !== undefined
    if (notarize !== undefined && !isCertified)
      open.push({ kind: "notarize", epoch, view, blockHash: notarize })
    if (nullify && !isCertified) open.push({ kind: "nullify", epoch, view, blockHash: NO_BLOCK })
    if (finalize !== undefined && !isNullified)
      open.push({ kind: "finalize", epoch, view, blockHash: finalize })
    if (open.length >= VOTE_VIEWS_AHEAD) break
  }
  return open
}

/** The newest final block, the newest notarized one, and a slice of the views given up since; the next round sends the next. */
function resendCertificates(step: Step, round: number): void {
  const { head, headView, notarizations, nullifications, view, certifiedView } = step.instance
  let notarizedView = certifiedView
  while (notarizedView > headView && !notarizations.has(notarizedView)) notarizedView--
  const sent = [head.certificate, notarizations.get(notarizedView)]
  const gap = view - 1 - notarizedView
  const slices = Math.max(1, Math.ceil(gap / NULLIFICATIONS_PER_RESEND))
  // Newest slice first: it is what most others lack.
  const lastView = view - 1 - (round % slices) * NULLIFICATIONS_PER_RESEND
  for (let given = lastView; given > notarizedView && given > lastView - NULLIFICATIONS_PER_RESEND; given--) {
    sent.push(nullifications.get(given))
  }
  const to = nextRecipients(step.instance, { view, round })
  for (const certificate of sent) {
    if (certificate !== undefined) {
      step.effects.push({ kind: "relayCertificate", certificate, to, gossip: false })
    }
  }
}

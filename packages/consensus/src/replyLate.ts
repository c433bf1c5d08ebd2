import type { Certificate } from "@sextant/wire/vote"
import { usesCollectors } from "./collectors.ts"
import { LATE_REPLIES_MAX } from "./limits.ts"
import { proofOfBlock, type Step, update, withEntry } from "./step.ts"

/**
 * Sends our newest finalization to a peer that still works on what is final. Not within Δ of becoming final, when such
 * votes are just slow.
 */
export function replyLate(step: Step, from: string): void {
  const { head, headAtMs } = step.instance
  if (head.certificate === undefined || step.nowMs < headAtMs + step.rules.delayMs) return
  reply(step, { to: from, certificate: head.certificate })
}

/**
 * Sends the certificate that ended the newest view to a voter that is still before it. Where votes go to collectors nobody else
 * would: gossip that was lost does not come again.
 */
export function replyBehind(step: Step, input: { readonly from: string; readonly view: number }): void {
  const { validators, certifiedView, viewEnteredAtMs, nullifications } = step.instance
  if (!usesCollectors(validators) || input.view > certifiedView) return
  if (step.nowMs < viewEnteredAtMs + step.rules.delayMs) return
  const certificate = proofOfBlock(step.instance, certifiedView) ?? nullifications.get(certifiedView)
  if (certificate !== undefined) reply(step, { to: input.from, certificate })
}

/** At most once per Δ and peer. */
function reply(step: Step, input: { readonly to: string; readonly certificate: Certificate }): void {
  const { nowMs } = step
  const { delayMs } = step.rules
  const { lateReplies } = step.instance
  const { to, certificate } = input
  const lastMs = lateReplies.get(to)
  if (lastMs !== undefined && nowMs < lastMs + delayMs) return
  const recent =
    lateReplies.size < LATE_REPLIES_MAX
      ? lateReplies
      : new Map([...lateReplies].filter(([, atMs]) => nowMs < atMs + delayMs))
  if (recent.size >= LATE_REPLIES_MAX) return
  update(step, { lateReplies: withEntry(recent, to, nowMs) })
  step.effects.push({ kind: "sendCertificate", certificate, to })
}

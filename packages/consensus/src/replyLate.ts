import { LATE_REPLIES_MAX } from "./limits.ts"
import { type Step, update, withEntry } from "./step.ts"

/**
 * Sends our newest finalization to a peer that still works on what is final. Not within Δ of becoming final, when such
 * votes are just slow, and at most once per Δ and peer.
 */
export function replyLate(step: Step, from: string): void {
  const { nowMs } = step
  const { delayMs } = step.rules
  const { head, headAtMs, lateReplies } = step.instance
  if (head.certificate === undefined || nowMs < headAtMs + delayMs) return
  const lastMs = lateReplies.get(from)
  if (lastMs !== undefined && nowMs < lastMs + delayMs) return
  const recent =
    lateReplies.size < LATE_REPLIES_MAX
      ? lateReplies
      : new Map([...lateReplies].filter(([, atMs]) => nowMs < atMs + delayMs))
  if (recent.size >= LATE_REPLIES_MAX) return
  update(step, { lateReplies: withEntry(recent, from, nowMs) })
  step.effects.push({ kind: "sendCertificate", certificate: head.certificate, to: from })
}

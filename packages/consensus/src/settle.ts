import { finalizeNotarized, nullifyWhenLate } from "./castVote.ts"
import { advanceView } from "./enterView.ts"
import { advanceFinality } from "./finality.ts"
import { lead } from "./proposer.ts"
import { scheduleResend } from "./resend.ts"
import type { Step } from "./step.ts"
import { checkNotarized, considerProposals } from "./voter.ts"

/**
 * Does all that has become possible, until nothing more is. Every rule looks at what is known and not at what has just arrived,
 * so the order in which messages come makes no difference to what is done in the end.
 */
export function settle(step: Step): void {
  let before: Step["instance"]
  do {
    before = step.instance
    finalizeNotarized(step)
    advanceFinality(step)
    advanceView(step)
    checkNotarized(step)
    considerProposals(step)
    lead(step)
    nullifyWhenLate(step)
  } while (step.instance !== before)
  scheduleResend(step)
}

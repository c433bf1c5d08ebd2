import { bytesToHex } from "@sextant/shared/bytes"
import { BACKOFF_DELAYS_MAX, VIEWS_BEHIND } from "./limits.ts"
import { blockOf, proofOfBlock, type Step, update } from "./step.ts"
import type { HeldBlock, Instance } from "./types.ts"
import { isClosing } from "./validatorSet.ts"

/** A certificate ends its view and every one before it: whoever sees it goes on behind it (§3). */
export function advanceView(step: Step): void {
  const { certifiedView, view, closed } = step.instance
  if (!closed && certifiedView >= view) enterView(step, certifiedView + 1)
}

export function enterView(step: Step, view: number): void {
  const { epoch } = step.instance
  update(step, { view, viewEnteredAtMs: step.nowMs, resend: undefined })
  forgetGivenUp(step)
  const deadlineMs = deadlineOf(step)
  update(step, { deadlineMs })
  step.effects.push({ kind: "viewEntered", epoch, view })
  step.effects.push({ kind: "scheduleTimeout", timer: "viewTimeout", epoch, view, atMs: deadlineMs })
}

/**
 * When to give the view up: 3Δ after the earliest moment at which its leader may propose. After more failed views in a row than
 * faulty leaders can explain, each further one adds Δ, so that a network slower than Δ still comes to agree (§5).
 */
function deadlineOf({ instance, rules, nowMs }: Step): number {
  const { delayMs, blockIntervalMs } = rules
  const newest = newestBlock(instance, nowMs)
  const repeats = newest.inEpoch && isClosing(newest.height, rules.epochLengthBlocks)
  const dueMs = repeats ? nowMs : newest.timestampMs + blockIntervalMs
  // A clock that went backwards must not make us wait longer than a whole interval.
  const startMs = Math.min(Math.max(nowMs, dueMs), nowMs + blockIntervalMs + delayMs)
  const faultyMax = Math.floor((instance.validators.publicKeys.length - 1) / 3)
  const failedInRow = instance.view - 1 - newest.view
  const extra = Math.min(Math.max(0, failedInRow - faultyMax), BACKOFF_DELAYS_MAX)
  return startMs + (3 + extra) * delayMs
}

/** The newest block that a quorum has notarized. One that we have not got was proposed no later than now. */
function newestBlock(instance: Instance, nowMs: number) {
  const { head, headView, certifiedView } = instance
  for (let view = certifiedView; view > headView; view--) {
    const proof = proofOfBlock(instance, view)
    if (proof === undefined) continue
    const header = blockOf(instance, proof.blockHash)?.block.header
    return { view, height: header?.height ?? 0, timestampMs: header?.timestampMs ?? nowMs, inEpoch: true }
  }
  return { view: headView, height: head.height, timestampMs: head.timestampMs, inEpoch: headView > 0 }
}

/** Views well behind lose their votes and, when they brought no block, what was proposed in them, except what we voted for. */
function forgetGivenUp(step: Step): void {
  const { instance } = step
  const firstView = instance.view - VIEWS_BEHIND
  const votes = new Map(
    [...instance.votes].filter(([view]) => view >= firstView || view === instance.headView),
  )
  const proposals = new Map(instance.proposals)
  const kept = new Set<string>()
  const dropped = new Set<string>()
  for (const [view, list] of instance.proposals) {
    const isOld = view < firstView && proofOfBlock(instance, view) === undefined
    if (isOld) proposals.delete(view)
    for (const { blockHash } of list) (isOld ? dropped : kept).add(bytesToHex(blockHash))
  }
  update(step, { votes })
  if (dropped.size === 0) return
  for (const { notarize } of instance.own.values()) if (notarize !== undefined) kept.add(bytesToHex(notarize))
  for (const proof of instance.notarizations.values()) kept.add(bytesToHex(proof.blockHash))
  const isKept = ([key]: [string, HeldBlock]) => kept.has(key) || !dropped.has(key)
  update(step, { proposals, blocks: new Map([...instance.blocks].filter(isKept)) })
}

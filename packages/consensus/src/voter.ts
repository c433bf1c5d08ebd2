import { castNotarize, contradicts } from "./castVote.ts"
import { blameLeader } from "./learnProposal.ts"
import { linkOf } from "./proposalLink.ts"
import {
  blockOf,
  isHead,
  maySpeak,
  ownIn,
  revisitAt,
  type Step,
  setBlock,
  update,
  want,
  withEntry,
} from "./step.ts"
import type { HeldBlock, HeldProposal } from "./types.ts"

/** Votes for a proposal of the current view, or does the next thing that is needed to be able to (§3 rule 1). */
export function considerProposals(step: Step): void {
  const { view } = step.instance
  if (!maySpeak(step) || contradicts(ownIn(step.instance, view), "notarize")) return
  for (const proposal of step.instance.proposals.get(view) ?? []) {
    const held = blockOf(step.instance, proposal.blockHash)
    if (held === undefined || held.status === "invalid") continue
    const link = linkOf(step, { view, held })
    if (link.kind === "broken") dropProposal(step, proposal)
    else if (link.kind === "waiting") {
      if (link.missing !== undefined) want(step, link.missing)
    } else if (isTimely(step, held) && isReady(step, held)) {
      castNotarize(step, { view, held })
      return
    }
  }
}

/** Has every block checked that a quorum has notarized: the next block is built on it, ours or another's. */
export function checkNotarized(step: Step): void {
  if (!maySpeak(step)) return
  const { headView, notarizations, finalization } = step.instance
  const proofs = [...notarizations.values()].filter((proof) => proof.view > headView)
  if (finalization !== undefined) proofs.push(finalization)
  for (const proof of proofs) {
    const held = blockOf(step.instance, proof.blockHash)
    if (held === undefined) want(step, proof.blockHash)
    else if (!held.askedAsNotarized && held.status !== "valid" && held.status !== "checking") {
      if (isParentValid(step, held)) validate(step, { held, notarized: true })
    }
  }
}

/** A block from the future waits until its time is no more than Δ away. */
function isTimely(step: Step, { block }: HeldBlock): boolean {
  const atMs = block.header.timestampMs - step.rules.delayMs
  if (step.nowMs >= atMs) return true
  revisitAt(step, atMs)
  return false
}

function isReady(step: Step, held: HeldBlock): boolean {
  if (held.status === "valid") return true
  if (held.status === "new" && isParentValid(step, held)) validate(step, { held, notarized: false })
  return false
}

function isParentValid(step: Step, held: HeldBlock): boolean {
  const { parentHash } = held.block.header
  if (isHead(step.instance, parentHash)) return true
  const parent = blockOf(step.instance, parentHash)
  if (parent === undefined) want(step, parentHash)
  return parent?.status === "valid"
}

function validate(step: Step, input: { readonly held: HeldBlock; readonly notarized: boolean }): void {
  const { held, notarized } = input
  const { block, blockHash } = held
  setBlock(step, { ...held, status: "checking", askedAsNotarized: notarized || held.askedAsNotarized })
  step.effects.push({ kind: "validate", epoch: step.instance.epoch, block, blockHash, notarized })
}

/** The leader proposed a block that can never stand in this view. */
function dropProposal(step: Step, proposal: HeldProposal): void {
  const { view, proposals } = step.instance
  const rest = (proposals.get(view) ?? []).filter((one) => one !== proposal)
  update(step, { proposals: withEntry(proposals, view, rest) })
  blameLeader(step, view)
}

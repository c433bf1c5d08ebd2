import type { Certificate } from "@sextant/wire/vote"
import { castNotarize } from "./castVote.ts"
import { keeperDeps } from "./convict.ts"
import type { ParentBlock } from "./effects.ts"
import type { InputOf } from "./inputs.ts"
import { NULLIFICATIONS_PER_PROPOSAL } from "./limits.ts"
import { linkOf, parentView } from "./proposalLink.ts"
import {
  blockOf,
  maySpeak,
  ownIn,
  revisitAt,
  type Step,
  setBlock,
  update,
  votesIn,
  withEntry,
} from "./step.ts"
import type { HeldBlock, Instance } from "./types.ts"
import { epochOf, isClosing, leaderOf } from "./validatorSet.ts"
import { widenCertificate } from "./voteKeeper.ts"

type Parent = {
  readonly block: ParentBlock
  readonly certificate: Certificate | undefined
  /** Undefined when the parent is the head. */
  readonly held: HeldBlock | undefined
  readonly view: number
}

/** Proposes once in a view that we lead, as soon as there is a parent to build on (§4). */
export function lead(step: Step): void {
  const { view, ledView } = step.instance
  if (!maySpeak(step) || !isLeader(step.instance) || ledView >= view) return
  const { notarize } = ownIn(step.instance, view)
  if (notarize !== undefined) {
    repeatOwn(step, notarize)
    return
  }
  const parent = newestParent(step.instance)
  if (parent === undefined) return
  const { epochLengthBlocks, blockIntervalMs } = step.rules
  if (parent.held !== undefined && isClosing(parent.block.height, epochLengthBlocks)) {
    repeatClosing(step, parent, parent.held)
    return
  }
  // Only when it is time: until then late votes may still widen the parent's certificate.
  const notBeforeMs = parent.block.timestampMs + blockIntervalMs
  if (step.nowMs < notBeforeMs) revisitAt(step, notBeforeMs)
  else askForBlock(step, parent)
}

/** The block that was asked for: vote for it first, so that no crash can make us propose another one in this view. */
export function learnBuilt(step: Step, input: InputOf<"blockBuilt">): void {
  const { block, blockHash, view, epoch } = input
  const { instance } = step
  const { header } = block
  if (!maySpeak(step) || epoch !== instance.epoch || view !== instance.view || !isLeader(instance)) return
  if (ownIn(instance, view).notarize !== undefined || header.view !== view) return
  const held: HeldBlock = { block, blockHash, status: "valid", askedAsNotarized: false }
  const isOurs =
    header.proposerIndex === instance.ownIndex &&
    epochOf(header.height, step.rules.epochLengthBlocks) === epoch &&
    linkOf(step, { view, held }).kind === "linked"
  if (!isOurs) return
  setBlock(step, held)
  const proposals = [{ blockHash, signature: undefined }]
  update(step, { proposals: withEntry(instance.proposals, view, proposals) })
  castNotarize(step, { view, held })
  broadcast(step, { held, fromView: parentView(step.instance, held) + 1, again: false })
}

/** Sends our proposal of this view once more: messages get lost and nodes restart. */
export function repeatOwn(step: Step, blockHash: Uint8Array): void {
  const { view } = step.instance
  const held = blockOf(step.instance, blockHash)
  if (!isLeader(step.instance) || held === undefined) return
  if (step.instance.ledView < view) update(step, { ledView: view })
  const fromView =
    held.block.header.view < view ? held.block.header.view : parentView(step.instance, held) + 1
  broadcast(step, { held, fromView, again: true })
}

/** An epoch's last block is not extended but proposed again (§6). Its notarization goes ahead of it. */
function repeatClosing(step: Step, parent: Parent, held: HeldBlock): void {
  const { view } = step.instance
  const { certificate } = parent
  update(step, { ledView: view })
  if (certificate !== undefined) {
    step.effects.push({ kind: "relayCertificate", certificate, to: undefined, gossip: false })
  }
  castNotarize(step, { view, held })
  broadcast(step, { held, fromView: parent.view + 1, again: false })
}

function askForBlock(step: Step, parent: Parent): void {
  update(step, { ledView: step.instance.view })
  const { instance, rules } = step
  const { certificate } = parent
  const parentCertificate =
    certificate?.kind !== "notarize"
      ? certificate
      : widenCertificate(keeperDeps(step), {
          certificate,
          votes: votesIn(instance, parent.view).notarize,
        })
  const { blockHash, height, timestampMs } = parent.block
  step.effects.push({
    kind: "propose",
    epoch: instance.epoch,
    view: instance.view,
    proposerIndex: instance.ownIndex as number,
    parent: { blockHash, height, timestampMs },
    parentCertificate,
    notBeforeMs: timestampMs + rules.blockIntervalMs,
  })
}

/** Walks back over views that were given up to the newest block that a quorum has notarized and we can build on. */
function newestParent(instance: Instance): Parent | undefined {
  const { head, headView, notarizations } = instance
  for (let view = instance.view - 1; view > headView; view--) {
    const certificate = notarizations.get(view)
    const held = certificate === undefined ? undefined : blockOf(instance, certificate.blockHash)
    if (held?.status === "valid") {
      const { height, timestampMs } = held.block.header
      return { block: { blockHash: held.blockHash, height, timestampMs }, certificate, held, view }
    }
    if (!instance.nullifications.has(view)) return undefined
  }
  if (headView === 0) return { block: head, certificate: head.certificate, held: undefined, view: 0 }
  // Inside an epoch a header proves its parent by the notarization, which we may still lack.
  const certificate = notarizations.get(headView)
  return certificate && { block: head, certificate, held: undefined, view: headView }
}

function broadcast(
  step: Step,
  input: { readonly held: HeldBlock; readonly fromView: number; readonly again: boolean },
): void {
  const { epoch, view, nullifications } = step.instance
  const { block, blockHash } = input.held
  const gap: Certificate[] = []
  const firstView = Math.max(input.fromView, view - NULLIFICATIONS_PER_PROPOSAL)
  for (let earlier = firstView; earlier < view; earlier++) {
    const nullification = nullifications.get(earlier)
    if (nullification !== undefined) gap.push(nullification)
  }
  const { again } = input
  step.effects.push({ kind: "broadcastProposal", again, epoch, view, block, blockHash, nullifications: gap })
}

function isLeader({ validators, view, ownIndex }: Instance): boolean {
  return leaderOf(validators, view) === ownIndex
}

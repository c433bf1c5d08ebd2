import { bytesToHex } from "@sextant/shared/bytes"
import { CATCH_UP_VIEWS } from "./limits.ts"
import { askCatchUp, blockOf, isHead, type Step, update, want } from "./step.ts"
import type { FinalHead, HeldBlock, Instance } from "./types.ts"
import { isClosing } from "./validatorSet.ts"

/** Imports the finalized block with its ancestors once all of them are here (§3 rule 5). */
export function advanceFinality(step: Step): void {
  const { finalization, closed, headView } = step.instance
  if (finalization === undefined || closed) return
  const chain = chainTo(step, finalization.blockHash)
  if (chain.kind === "foreign") {
    const { certificate } = step.instance.head
    update(step, { finalization: undefined })
    if (certificate === undefined) return
    const { epoch } = step.instance
    step.effects.push({ kind: "safetyViolated", epoch, first: certificate, second: finalization })
    return
  }
  if (chain.kind === "missing") {
    want(step, chain.blockHash)
    const { epoch, view } = finalization
    if (view - headView >= CATCH_UP_VIEWS) askCatchUp(step, { epoch, view, from: undefined })
    return
  }
  const blocks = chain.blocks.map(({ block, blockHash }) => ({ block, blockHash }))
  const newest = blocks.at(-1)
  if (newest === undefined) return
  const { height, timestampMs } = newest.block.header
  const head = { blockHash: newest.blockHash, height, timestampMs, certificate: finalization }
  const closesEpoch = isClosing(height, step.rules.epochLengthBlocks)
  moveHead(step, head)
  step.effects.push({ kind: "importFinal", blocks, finalization, closesEpoch })
}

/** Makes `head` the newest final block and forgets what lies before it. Its certificate is of this epoch. */
export function moveHead(step: Step, head: FinalHead): void {
  const { instance } = step
  const headView = head.certificate?.view ?? 0
  const { finalization } = instance
  update(step, {
    head,
    headView,
    headAtMs: step.nowMs,
    certifiedView: Math.max(instance.certifiedView, headView),
    closed: isClosing(head.height, step.rules.epochLengthBlocks),
    finalization: finalization !== undefined && finalization.view > headView ? finalization : undefined,
    votes: from(instance.votes, headView),
    own: from(instance.own, headView),
    notarizations: from(instance.notarizations, headView),
    nullifications: from(instance.nullifications, headView + 1),
    proposals: from(instance.proposals, headView + 1),
    blocks: descendants(instance, head),
    wanted: new Map(),
    reported: new Set(),
  })
}

type Chain =
  | { readonly kind: "whole"; readonly blocks: readonly HeldBlock[] }
  | { readonly kind: "missing"; readonly blockHash: Uint8Array }
  /** It does not descend from our head. */
  | { readonly kind: "foreign" }

function chainTo({ instance }: Step, blockHash: Uint8Array): Chain {
  const blocks: HeldBlock[] = []
  let next = blockHash
  while (!isHead(instance, next)) {
    const held = blockOf(instance, next)
    if (held === undefined) return { kind: "missing", blockHash: next }
    const { height, parentHash } = held.block.header
    const isBeside = height === instance.head.height + 1 && !isHead(instance, parentHash)
    if (isBeside || height <= instance.head.height) return { kind: "foreign" }
    blocks.push(held)
    next = parentHash
  }
  return { kind: "whole", blocks: blocks.reverse() }
}

function from<TValue>(map: ReadonlyMap<number, TValue>, firstView: number): ReadonlyMap<number, TValue> {
  return new Map([...map].filter(([view]) => view >= firstView))
}

/** Blocks that may still become final: those above the head that do not hang on a dead branch. */
function descendants({ blocks }: Instance, head: FinalHead): ReadonlyMap<string, HeldBlock> {
  const headKey = bytesToHex(head.blockHash)
  const sorted = [...blocks].sort(([, a], [, b]) => a.block.header.height - b.block.header.height)
  const kept = new Map<string, HeldBlock>()
  for (const [key, held] of sorted) {
    const parentKey = bytesToHex(held.block.header.parentHash)
    const isAbove = held.block.header.height > head.height
    const isOnDeadBranch = parentKey !== headKey && blocks.has(parentKey) && !kept.has(parentKey)
    if (isAbove && !isOnDeadBranch) kept.set(key, held)
  }
  return kept
}

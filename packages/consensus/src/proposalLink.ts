import { bytesEqual } from "@sextant/shared/bytes"
import type { ParentBlock } from "./effects.ts"
import { areNullified, isHead, parentRef, proofOfBlock, type Step } from "./step.ts"
import type { HeldBlock, Instance } from "./types.ts"
import { isClosing } from "./validatorSet.ts"

/** How a proposed block hangs on what a quorum has agreed on. `waiting`: something has not arrived yet. */
export type ProposalLink =
  | { readonly kind: "linked" }
  | { readonly kind: "waiting"; readonly missing: Uint8Array | undefined }
  | { readonly kind: "broken" }

const linked: ProposalLink = { kind: "linked" }
const waiting: ProposalLink = { kind: "waiting", missing: undefined }
const broken: ProposalLink = { kind: "broken" }

/** Decides whether `held` may be voted for in `view` as far as its ancestors go (§3 rule 1, §6). */
export function linkOf(step: Step, input: { readonly view: number; readonly held: HeldBlock }): ProposalLink {
  const { view, held } = input
  const { instance, rules } = step
  const { header } = held.block
  if (header.view !== view) {
    return isClosing(header.height, rules.epochLengthBlocks) ? repeatLink(instance, input) : broken
  }
  if (header.height <= instance.head.height) return broken
  const parent = parentRef(instance, header.parentHash)
  if (parent === undefined) return { kind: "waiting", missing: header.parentHash }
  if (!isChild(step, { parent, held })) return broken
  return gapLink(instance, { fromView: parentView(instance, held) + 1, view })
}

/** A closing block proposed again hangs on its own notarization in an earlier view. */
function repeatLink(
  instance: Instance,
  { view, held }: { readonly view: number; readonly held: HeldBlock },
): ProposalLink {
  for (let earlier = view - 1; earlier >= held.block.header.view; earlier--) {
    const proof = proofOfBlock(instance, earlier)
    if (proof !== undefined && bytesEqual(proof.blockHash, held.blockHash)) return linked
    if (!instance.nullifications.has(earlier)) return waiting
  }
  return waiting
}

/** The view whose certificate the block builds on; the head's own when it builds on that. */
export function parentView(instance: Instance, { block: { header } }: HeldBlock): number {
  return isHead(instance, header.parentHash) ? instance.headView : (header.parentCertificate?.view ?? 0)
}

function isChild(
  { rules }: Step,
  { parent, held }: { readonly parent: ParentBlock; readonly held: HeldBlock },
): boolean {
  const { height, timestampMs } = held.block.header
  return height === parent.height + 1 && timestampMs >= parent.timestampMs + rules.blockIntervalMs
}

function gapLink(
  instance: Instance,
  { fromView, view }: { readonly fromView: number; readonly view: number },
): ProposalLink {
  return areNullified(instance, fromView, view - 1) ? linked : waiting
}

import { nextHeight, type UnixMs } from "@sextant/shared/units"
import type { Block, BlockBody, L2Reference } from "@sextant/wire/block"
import { operationsRoot } from "@sextant/wire/blockCodec"
import type { Certificate } from "@sextant/wire/vote"
import { validatorsOfChild } from "./checkHeader.ts"
import { leaderOf } from "./epoch.ts"
import { headHash, stateRoot } from "./stateRoot.ts"
import { transition } from "./transition.ts"
import type { ChainState, Rules, Transition } from "./types.ts"

/** What a leader decides about its block. Everything else follows from the parent. */
export type BlockDraft = {
  readonly view: number
  readonly timestampMs: UnixMs
  readonly l2: L2Reference
  /** 96 bytes, by the leader of `view` over `randaoMessage`. */
  readonly randaoReveal: Uint8Array
  readonly parentCertificate: Certificate | undefined
  readonly body: BlockBody
}

/**
 * Completes a block and gives the state after it, so that whoever builds a block need not apply it again.
 *
 * State changes, equivocations and signed snapshots that the rules forbid now are left out: a leader may offer all it has.
 * Nothing else is checked: a draft that breaks another rule becomes a block that `applyBlock` refuses.
 */
export function draftBlock(
  rules: Rules,
  parent: ChainState,
  draft: BlockDraft,
): Transition & { readonly block: Block } {
  const { body: _, ...decided } = draft
  const incomplete = {
    ...decided,
    networkId: parent.networkId,
    height: nextHeight(parent.latestHeader.height),
    parentHash: headHash(parent),
    proposerIndex: leaderOf(validatorsOfChild(rules, parent), draft.view),
    operationsRoot: new Uint8Array(32),
    stateRoot: new Uint8Array(32),
  }
  const tried = { header: incomplete, body: draft.body }
  const { state: drafted, effects, body } = transition({ ...rules, dropInvalid: true }, parent, tried)
  // The state keeps the header, so it learns the root of what was kept of the body before its own root is taken.
  const operations = operationsRoot(body)
  const state = { ...drafted, latestHeader: { ...drafted.latestHeader, operationsRoot: operations } }
  const header = { ...incomplete, operationsRoot: operations, stateRoot: stateRoot(state) }
  return { block: { header, body }, state, effects }
}

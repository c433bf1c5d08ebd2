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
 * Checks nothing: a draft that breaks a rule becomes a block that `applyBlock` refuses.
 */
export function draftBlock(
  rules: Rules,
  parent: ChainState,
  draft: BlockDraft,
): Transition & { readonly block: Block } {
  const { body, ...decided } = draft
  const incomplete = {
    ...decided,
    networkId: parent.networkId,
    height: nextHeight(parent.latestHeader.height),
    parentHash: headHash(parent),
    proposerIndex: leaderOf(validatorsOfChild(rules, parent), draft.view),
    operationsRoot: operationsRoot(body),
    stateRoot: new Uint8Array(32),
  }
  const { state, effects } = transition(rules, parent, { header: incomplete, body })
  const header = { ...incomplete, stateRoot: stateRoot(state) }
  return { block: { header, body }, state, effects }
}

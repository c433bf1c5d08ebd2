import { bytesEqual, bytesToHex } from "@sextant/shared/bytes"
import type { Block } from "@sextant/wire/block"
import { checkHeader, checkRandao } from "./checkHeader.ts"
import { StateTransitionError } from "./errors.ts"
import { stateRoot } from "./stateRoot.ts"
import { transition } from "./transition.ts"
import type { ChainState, Rules, Transition } from "./types.ts"

/** `randaoVerified`: the caller has checked this block's reveal before, so one pairing is spared. */
export type ApplyRules = Rules & { readonly randaoVerified?: boolean }

/**
 * Applies one block to the state of its parent. Pure: the same bytes give the same result or the same error everywhere.
 *
 * Not checked here: the aggregate signature of the parent certificate (consensus has done it; a node that syncs calls
 * `verifyCertificate`), and that `l2Events` are all events of their range (the L2 watcher compares them).
 *
 * @param parent - Left as it is; the new state shares with it what the block does not change.
 * @throws StateTransitionError
 */
export function applyBlock(rules: ApplyRules, parent: ChainState, block: Block): Transition {
  const proposer = checkHeader(rules, parent, block)
  if (rules.randaoVerified !== true) checkRandao(rules, proposer, block.header)
  const applied = transition(rules, parent, block)
  const root = stateRoot(applied.state)
  if (!bytesEqual(root, block.header.stateRoot)) {
    throw new StateTransitionError("block/wrong-state-root", {
      meta: { expected: bytesToHex(root), actual: bytesToHex(block.header.stateRoot) },
    })
  }
  return applied
}

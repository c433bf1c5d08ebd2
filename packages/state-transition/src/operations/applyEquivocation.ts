import { verify } from "@sextant/crypto/bls"
import { bytesEqual } from "@sextant/shared/bytes"
import type { Equivocation } from "@sextant/wire/block"
import { testimonyMessage } from "@sextant/wire/messages"
import type { Contradiction, Testimony } from "@sextant/wire/vote"
import { leaderOf, rememberedSetOf } from "../epoch.ts"
import { StateTransitionError } from "../errors.ts"
import { replaceExit } from "../exits.ts"
import { indexOfNode } from "../nodeList.ts"
import type { ChainState, Transition, Validator, ValidatorSet } from "../types.ts"
import { deregisterNode, lockedExit } from "./deregisterNode.ts"
import type { OperationContext } from "./operationContext.ts"

/**
 * Deregisters a validator that contradicted itself, whatever its credit. One that has left since, with its stake still in the
 * contract, is locked as if it had been deregistered now.
 *
 * @throws StateTransitionError `equivocation/*`.
 */
export function applyEquivocation(
  context: OperationContext,
  state: ChainState,
  equivocation: Equivocation,
): Transition {
  const { nodeId, first, second } = equivocation
  const set = rememberedSetOf(state, first.epoch)
  const validator = set?.validators[first.validatorIndex]
  if (set === undefined || validator === undefined) {
    throw new StateTransitionError("equivocation/unknown-validator", {
      meta: { epoch: first.epoch, validatorIndex: first.validatorIndex },
    })
  }
  if (validator.nodeId !== nodeId) {
    throw new StateTransitionError("equivocation/wrong-node", { meta: { nodeId, signer: validator.nodeId } })
  }
  if (!contradicts(set, equivocation)) throw new StateTransitionError("equivocation/no-contradiction")
  const punished = punish(context, state, validator)
  for (const testimony of [first, second]) checkSignature(context, validator, testimony)
  return { ...punished, effects: [{ kind: "equivocationProven", nodeId }, ...punished.effects] }
}

/**
 * Completes evidence to an operation, or undefined when its epoch is not remembered any more.
 *
 * @public
 */
export function equivocationOf(
  state: ChainState,
  { first, second }: Contradiction,
): Equivocation | undefined {
  const nodeId = rememberedSetOf(state, first.epoch)?.validators[first.validatorIndex]?.nodeId
  return nodeId === undefined ? undefined : { nodeId, first, second }
}

/**
 * What no honest validator does: two votes of one kind for different blocks, finalize and nullify, two proposals as leader;
 * always in one view. Notarize together with any other kind is honest.
 */
function contradicts(set: ValidatorSet, { first, second }: Contradiction): boolean {
  const isSameView =
    first.epoch === second.epoch &&
    first.view === second.view &&
    first.validatorIndex === second.validatorIndex
  if (!isSameView) return false
  if (first.kind === second.kind) {
    if (first.kind === "propose" && leaderOf(set, first.view) !== first.validatorIndex) return false
    return !bytesEqual(first.blockHash, second.blockHash)
  }
  const kinds = [first.kind, second.kind]
  return kinds.includes("finalize") && kinds.includes("nullify")
}

function punish(context: OperationContext, state: ChainState, { nodeId }: Validator): Transition {
  const node = state.nodes[indexOfNode(state.nodes, nodeId)]
  if (node !== undefined) return deregisterNode(context, state, node)
  const exit = state.exits.find((candidate) => candidate.nodeId === nodeId && candidate.kind === "exit")
  if (exit === undefined) throw new StateTransitionError("equivocation/offender-gone", { meta: { nodeId } })
  return { state: replaceExit(state, { ...exit, ...lockedExit(context) }), effects: [] }
}

function checkSignature({ rules }: OperationContext, validator: Validator, testimony: Testimony): void {
  const message = testimonyMessage(rules.domain, testimony)
  if (!verify(validator.blsPublicKey, message, testimony.signature)) {
    throw new StateTransitionError("equivocation/bad-signature", { meta: { kind: testimony.kind } })
  }
}

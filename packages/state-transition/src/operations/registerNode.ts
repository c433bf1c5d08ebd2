import { addExit } from "../exits.ts"
import { insertNode } from "../nodeList.ts"
import { type Registration, refusalOf } from "../registration.ts"
import { type ChainState, type Transition, UNASSIGNED_SWARM_ID } from "../types.ts"
import type { OperationContext } from "./operationContext.ts"

/** A valid registration becomes an active node in this block; any other is recorded as refundable at once. */
export function registerNode(
  context: OperationContext,
  state: ChainState,
  registration: Registration,
): Transition {
  const { nodeId, registryId, blsPublicKey } = registration
  const reason = refusalOf(context.rules.domain, state, registration)
  if (reason !== undefined) {
    const eligibleAtS = Math.floor(context.timestampMs / 1000)
    const exit = {
      registryId,
      nodeId,
      blsPublicKey,
      kind: "refused",
      reason,
      leftHeight: context.height,
      eligibleAtS,
      unlockAtS: eligibleAtS,
    } as const
    return {
      state: addExit(state, exit),
      effects: [{ kind: "registrationRefused", nodeId, registryId, reason }],
    }
  }
  const node = {
    nodeId,
    registryId,
    operator: registration.operator,
    blsPublicKey,
    feeBps: registration.feeBps,
    contributors: registration.contributors,
    registeredHeight: context.height,
    status: "active",
    activeSinceHeight: context.height,
    decommissionedHeight: undefined,
    decommissionCount: 0,
    reasonsAll: 0,
    reasonsAny: 0,
    creditBaseBlocks: context.rules.preset.credit.initialBlocks,
    ipChangedHeight: context.height,
    exitRequestedHeight: undefined,
    exitHeight: undefined,
    swarmId: UNASSIGNED_SWARM_ID,
  } as const
  return { state: insertNode(state, node), effects: [{ kind: "nodeJoined", nodeId, registryId }] }
}

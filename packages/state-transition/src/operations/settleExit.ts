import type { RegistryId } from "@sextant/wire/l2Event"
import { dropExit, findExit } from "../exits.ts"
import { findNodeByRegistryId, removeNode } from "../nodeList.ts"
import type { ChainState, Transition } from "../types.ts"

/**
 * The contract has removed a registration, by an exit, a liquidation, or without a snapshot. Its stake is the contract's
 * matter from here on, so the chain forgets it; a node that was still at work stops at once.
 */
export function settleExit(state: ChainState, event: { readonly registryId: RegistryId }): Transition {
  const { registryId } = event
  if (findExit(state, registryId) !== undefined) {
    return { state: dropExit(state, registryId), effects: [{ kind: "exitSettled", registryId }] }
  }
  const node = findNodeByRegistryId(state, registryId)
  if (node === undefined) return { state, effects: [] }
  return {
    state: removeNode(state, node.nodeId),
    effects: [{ kind: "nodeLeft", nodeId: node.nodeId, registryId, exitKind: "withoutSnapshot" }],
  }
}

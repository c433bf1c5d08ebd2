import { addExit } from "../exits.ts"
import { removeNode } from "../nodeList.ts"
import type { ChainState, NodeRecord, Transition } from "../types.ts"
import type { OperationContext } from "./operationContext.ts"

/** Removes a node that failed for good. Its stake waits for the contract, locked for a while. */
export function deregisterNode(context: OperationContext, state: ChainState, node: NodeRecord): Transition {
  const { nodeId, registryId, blsPublicKey } = node
  const exit = { registryId, nodeId, blsPublicKey, reason: undefined, ...lockedExit(context) }
  return {
    state: addExit(removeNode(state, nodeId), exit),
    effects: [{ kind: "nodeLeft", nodeId, registryId, exitKind: "deregistered" }],
  }
}

/** The lock starts now, whatever came before. */
export function lockedExit({ rules, height, timestampMs }: OperationContext) {
  const eligibleAtS = Math.floor(timestampMs / 1000)
  const unlockAtS = eligibleAtS + rules.preset.deregisteredLockS
  return { kind: "deregistered", leftHeight: height, eligibleAtS, unlockAtS } as const
}

import { height } from "@sextant/shared/units"
import type { RegistryId } from "@sextant/wire/l2Event"
import { findNodeByRegistryId, replaceNode } from "../nodeList.ts"
import type { ChainState, Transition } from "../types.ts"
import type { OperationContext } from "./operationContext.ts"

/** Schedules a node's exit. It works and earns until then. A repeated request, or one for a node that is gone, changes nothing. */
export function requestExit(
  context: OperationContext,
  state: ChainState,
  event: { readonly registryId: RegistryId },
): Transition {
  const node = findNodeByRegistryId(state, event.registryId)
  if (node === undefined || node.exitHeight !== undefined) return { state, effects: [] }
  const exitHeight = height(context.height + context.rules.preset.unlockBlocks)
  return {
    state: replaceNode(state, { ...node, exitRequestedHeight: context.height, exitHeight }),
    effects: [{ kind: "exitScheduled", nodeId: node.nodeId, exitHeight }],
  }
}

import { assertNever } from "@sextant/shared/assert"
import type { StateChange } from "@sextant/wire/block"
import { creditAfterRecommission } from "../credits.ts"
import { clearRings, replaceNode } from "../nodeList.ts"
import { type ChainState, type NodeRecord, type Transition, UNASSIGNED_SWARM_ID } from "../types.ts"
import { checkStateChange, type JudgingContext } from "./checkStateChange.ts"
import { deregisterNode } from "./deregisterNode.ts"

/**
 * Applies the judges' verdict on one node.
 *
 * @throws StateTransitionError `stateChange/*` when the rules do not allow it; nothing has changed then.
 */
export function applyStateChange(
  context: JudgingContext,
  state: ChainState,
  change: StateChange,
): Transition {
  const node = checkStateChange(context, state, change)
  context.judged.add(node.nodeId)
  if (change.kind === "decommission" || change.kind === "deregister") context.deactivated.add(node.nodeId)
  switch (change.kind) {
    case "decommission":
      return decommission(context, state, { change, node })
    case "recommission":
      return recommission(context, state, node)
    case "deregister":
      return deregisterNode(context, state, node)
    case "ipChange":
      return {
        state: replaceNode(state, { ...node, ipChangedHeight: context.height }),
        effects: [{ kind: "ipChangeRecorded", nodeId: node.nodeId }],
      }
    default:
      return assertNever(change.kind)
  }
}

/** Sets a node aside: it keeps its stake and keys, leaves its swarm, earns nothing and spends its credit. */
function decommission(
  context: JudgingContext,
  state: ChainState,
  { change, node }: { readonly change: StateChange; readonly node: NodeRecord },
): Transition {
  const reasonsAll = change.votes.reduce((mask, vote) => mask & vote.reasons, -1)
  const reasonsAny = change.votes.reduce((mask, vote) => mask | vote.reasons, 0)
  const { nodeId } = node
  return {
    state: replaceNode(state, {
      ...node,
      status: "decommissioned",
      decommissionedHeight: context.height,
      decommissionCount: node.decommissionCount + 1,
      reasonsAll,
      reasonsAny,
      swarmId: UNASSIGNED_SWARM_ID,
    }),
    effects: [{ kind: "nodeDecommissioned", nodeId, reasonsAll, reasonsAny }],
  }
}

/** Takes a node back with what is left of its credit. Its earning delay starts again, and what it missed is forgotten. */
function recommission(context: JudgingContext, state: ChainState, node: NodeRecord): Transition {
  const creditBlocks = creditAfterRecommission(context.rules.preset, node, context.height)
  const returned: NodeRecord = {
    ...node,
    status: "active",
    activeSinceHeight: context.height,
    decommissionedHeight: undefined,
    creditBaseBlocks: creditBlocks,
  }
  return {
    state: clearRings(replaceNode(state, returned), node.nodeId),
    effects: [{ kind: "nodeRecommissioned", nodeId: node.nodeId, creditBlocks }],
  }
}

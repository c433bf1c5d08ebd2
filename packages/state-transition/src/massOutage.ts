import type { Preset } from "@sextant/shared/params"
import type { ChainState, NodeRecord } from "./types.ts"
import { activeOf, decommissionedOf } from "./validators.ts"

/** Active nodes that judges always leave in place: somebody must be left to judge, and to take the others back. */
export const ACTIVE_MIN = 3

/** Nodes that the judges may set aside or deregister in one block: 1 % of the active ones, and never fewer than two. */
export function deactivationsMaxOf(activeCount: number): number {
  return Math.max(2, Math.floor(activeCount / 100))
}

/**
 * True when so many are failing that it is nobody's own fault: with this node more than a quarter would be inactive.
 *
 * Inactive are the decommissioned nodes, those that failed for good within the last epoch length, and this one; the whole is
 * these and the active ones.
 *
 * @param at.height - Of the block that would deregister the node.
 */
export function isMassOutage(
  preset: Preset,
  state: ChainState,
  at: { readonly height: number; readonly node: NodeRecord },
): boolean {
  const since = at.height - preset.epochLengthBlocks
  let recent = 0
  for (const { kind, leftHeight } of state.exits) if (kind === "deregistered" && leftHeight > since) recent++
  const standing = activeOf(state.nodes).length
  const fallen = decommissionedOf(state.nodes).length + recent
  const inactive = at.node.status === "active" ? fallen + 1 : fallen
  return 4 * inactive > standing + fallen
}

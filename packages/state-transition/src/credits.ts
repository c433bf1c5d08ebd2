import type { Preset } from "@sextant/shared/params"
import type { NodeRecord } from "./types.ts"

/**
 * Blocks that a node may still be down before it is deregistered: earned while active, spent while decommissioned.
 *
 * min(cap, base + floor(blocks active / blocks per credit)) − blocks down. Negative once it is used up.
 *
 * @param height - At or after everything in the record.
 */
export function creditBlocksOf(preset: Preset, node: NodeRecord, height: number): number {
  const { activeBlocksPerCreditBlock, capBlocks } = preset.credit
  const activeUntil = node.decommissionedHeight ?? height
  const activeBlocks = Math.max(0, activeUntil - node.activeSinceHeight)
  const earned = node.creditBaseBlocks + Math.floor(activeBlocks / activeBlocksPerCreditBlock)
  const down = node.decommissionedHeight === undefined ? 0 : height - node.decommissionedHeight
  return Math.min(capBlocks, earned) - down
}

/** Credit with which a decommissioned node starts again: what it had, less two blocks per block down, but not below 0. */
export function creditAfterRecommission(preset: Preset, node: NodeRecord, height: number): number {
  if (node.decommissionedHeight === undefined) return creditBlocksOf(preset, node, height)
  const before = creditBlocksOf(preset, node, node.decommissionedHeight)
  return Math.max(0, before - 2 * (height - node.decommissionedHeight))
}

import { BitArray } from "@chainsafe/ssz"
import type { Preset } from "@sextant/shared/params"
import { recordChance } from "./ring.ts"
import { isSnapshotHeight } from "./snapshotHeight.ts"
import type { ChainState, NodeRecord, SnapshotDuty } from "./types.ts"
import { signersOfNodes } from "./validators.ts"

/**
 * Starts the collection of a snapshot's signers, first thing when the block after it is applied: only then is its hash known.
 * The collection for the snapshot before ends, and what it shows goes into the rings.
 *
 * @param blockHash - Of the newest block of `parent`.
 */
export function rollSnapshotDuty(preset: Preset, parent: ChainState, blockHash: Uint8Array): ChainState {
  const { height } = parent.latestHeader
  if (!isSnapshotHeight(preset, height)) return parent
  const settled = parent.snapshotDuty === undefined ? parent : settle(parent, parent.snapshotDuty)
  const signers = signersOfNodes(parent.nodes)
  const signed = BitArray.fromBitLen(signers.length)
  return { ...settled, snapshotDuty: { height, blockHash, signers, signed } }
}

/**
 * One chance for each signer that has been active ever since the snapshot. A snapshot of which no block showed a quorum's
 * signatures says nothing about anybody.
 */
function settle(state: ChainState, { height, signers, signed }: SnapshotDuty): ChainState {
  if (signed.getTrueBitIndexes().length === 0) return state
  const snapshots = state.participation.snapshots.slice()
  let at = 0
  for (const [place, node] of state.nodes.entries()) {
    while (at < signers.length && (signers[at] as { nodeId: string }).nodeId < node.nodeId) at++
    if (signers[at]?.nodeId !== node.nodeId || !isActiveSince(node, height)) continue
    snapshots[place] = recordChance(snapshots[place] as number, !signed.get(at))
  }
  return { ...state, participation: { ...state.participation, snapshots } }
}

function isActiveSince(node: NodeRecord, height: number): boolean {
  return node.status === "active" && node.activeSinceHeight <= height
}

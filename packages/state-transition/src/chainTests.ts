import type { NodeId } from "@sextant/wire/l2Event"
import { reasonBits } from "@sextant/wire/reasons"
import { indexOfNode } from "./nodeList.ts"
import { missedOf } from "./ring.ts"
import type { ChainState } from "./types.ts"

/** More than half of eight. */
const MISSED_MAX = 4

/**
 * The tests that the chain itself decides, as a mask of `reasonBits`: more than four missed among the last eight recorded
 * votes, proposals or snapshots. 0 for a node that is decommissioned, because it is given no chances, or gone.
 */
export function chainTests(state: ChainState, nodeId: NodeId): number {
  const place = indexOfNode(state.nodes, nodeId)
  if (place < 0 || state.nodes[place]?.status !== "active") return 0
  const { votes, proposals, snapshots } = state.participation
  const failed = (rings: Uint16Array, bit: number) =>
    missedOf(rings[place] as number) > MISSED_MAX ? bit : 0
  return (
    failed(votes, reasonBits.consensusVotes) |
    failed(proposals, reasonBits.proposals) |
    failed(snapshots, reasonBits.snapshotSigning)
  )
}

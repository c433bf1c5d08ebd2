import { type ChainState, type NodeRecord, UNASSIGNED_SWARM_ID } from "../types.ts"
import { updateSwarms } from "./updateSwarms.ts"

/** Recomputes the swarms of the active nodes, seeded by the present mix. Records of nodes that stay put are left alone. */
export function assignSwarms(state: ChainState): ChainState {
  const members = new Map<bigint, number[]>()
  const unassigned: number[] = []
  for (let index = 0; index < state.nodes.length; index++) {
    const { status, swarmId } = state.nodes[index] as NodeRecord
    if (status !== "active") continue
    const swarm = members.get(swarmId)
    if (swarmId === UNASSIGNED_SWARM_ID) unassigned.push(index)
    else if (swarm === undefined) members.set(swarmId, [index])
    else swarm.push(index)
  }
  const swarms = updateSwarms({
    swarms: [...members].map(([id, indices]) => ({ id, members: indices })),
    unassigned,
    seed: seedOf(state.randaoMix),
  })
  const moved: [number, NodeRecord][] = []
  for (const { id, members: indices } of swarms) {
    for (const index of indices) {
      const node = state.nodes[index] as NodeRecord
      if (node.swarmId !== id) moved.push([index, { ...node, swarmId: id }])
    }
  }
  if (moved.length === 0) return state
  const nodes = state.nodes.slice()
  for (const [index, node] of moved) nodes[index] = node
  return { ...state, nodes }
}

/** Ids of the swarms that have members, ascending. @public */
export function swarmIdsOf(state: ChainState): bigint[] {
  const ids = new Set<bigint>()
  for (const { swarmId } of state.nodes) if (swarmId !== UNASSIGNED_SWARM_ID) ids.add(swarmId)
  return [...ids].sort((left, right) => (left < right ? -1 : 1))
}

/** First 8 bytes of the mix, little-endian. */
function seedOf(mix: Uint8Array): bigint {
  return new DataView(mix.buffer, mix.byteOffset, 8).getBigUint64(0, true)
}

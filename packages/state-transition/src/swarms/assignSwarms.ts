import { type ChainState, type NodeRecord, UNASSIGNED_SWARM_ID } from "../types.ts"
import { NO_SLOT, NOT_ACTIVE, swarmSlotsOf } from "./swarmSlots.ts"
import { type Swarm, updateSwarms } from "./updateSwarms.ts"

/** Recomputes the swarms of the active nodes, seeded by the present mix. Records of nodes that stay put are left alone. */
export function assignSwarms(state: ChainState): ChainState {
  const { slots, ids, slotOfId } = swarmSlotsOf(state.nodes)
  const swarms = updateSwarms({ ...gather(slots, ids), seed: seedOf(state.randaoMix) })
  const moved: [number, NodeRecord][] = []
  for (const { id, members } of swarms) {
    const slot = slotOfId.get(id)
    for (const index of members) {
      if (slots[index] !== slot) moved.push([index, { ...(state.nodes[index] as NodeRecord), swarmId: id }])
    }
  }
  if (moved.length === 0) return state
  const nodes = state.nodes.slice()
  for (const [index, node] of moved) nodes[index] = node
  return { ...state, nodes }
}

/** Members of each swarm and of none, in the order of the nodes. */
function gather(slots: Int32Array, ids: readonly bigint[]) {
  const members = new Array<number[] | undefined>(ids.length)
  const unassigned: number[] = []
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index] as number
    if (slot === NOT_ACTIVE) continue
    const swarm = slot === NO_SLOT ? unassigned : members[slot]
    if (swarm === undefined) members[slot] = [index]
    else swarm.push(index)
  }
  const swarms: Swarm<number>[] = []
  for (const [slot, indices] of members.entries()) {
    if (indices !== undefined) swarms.push({ id: ids[slot] as bigint, members: indices })
  }
  return { swarms, unassigned }
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

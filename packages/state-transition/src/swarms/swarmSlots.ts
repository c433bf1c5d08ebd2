import { gapsOf, type Known, rememberRuns, runsOf } from "../nodeRuns.ts"
import { type NodeRecord, UNASSIGNED_SWARM_ID } from "../types.ts"

/**
 * Which swarm each node of a list is in, as small numbers: with many nodes their 64-bit ids are too slow to gather by. The
 * numbers mean nothing outside; a list takes over those of the list before it.
 */
export type SwarmSlots = {
  /** Side by side with the nodes: a position in `ids`, {@link NO_SLOT} or {@link NOT_ACTIVE}. */
  readonly slots: Int32Array
  /** Only ever appended to. */
  readonly ids: bigint[]
  readonly slotOfId: Map<bigint, number>
}

/** Active, and in no swarm. */
export const NO_SLOT = -1
export const NOT_ACTIVE = -2

export const swarmSlotsOf = rememberRuns(buildSlots)

function buildSlots(nodes: readonly NodeRecord[], newest: Known<SwarmSlots> | undefined): SwarmSlots {
  // Ids of swarms that are gone pile up; before they are too many, everything is numbered anew.
  const known = newest === undefined || newest.columns.ids.length > nodes.length + 64 ? undefined : newest
  const ids = known?.columns.ids ?? []
  const slotOfId = known?.columns.slotOfId ?? new Map<bigint, number>()
  const slots = new Int32Array(nodes.length)
  const runs = known === undefined ? [] : runsOf(known.nodes, nodes)
  for (const { from, to, length } of runs) {
    slots.set((known as Known<SwarmSlots>).columns.slots.subarray(from, from + length), to)
  }
  for (const place of gapsOf(runs, nodes.length)) {
    const { status, swarmId } = nodes[place] as NodeRecord
    if (status !== "active") slots[place] = NOT_ACTIVE
    else slots[place] = swarmId === UNASSIGNED_SWARM_ID ? NO_SLOT : slotOf({ ids, slotOfId }, swarmId)
  }
  return { slots, ids, slotOfId }
}

function slotOf({ ids, slotOfId }: Pick<SwarmSlots, "ids" | "slotOfId">, swarmId: bigint): number {
  const known = slotOfId.get(swarmId)
  if (known !== undefined) return known
  slotOfId.set(swarmId, ids.length)
  ids.push(swarmId)
  return ids.length - 1
}

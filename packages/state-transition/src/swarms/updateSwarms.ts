import { type MersenneTwister, mersenneTwister } from "../randomness/mersenneTwister.ts"
import { uniform } from "../randomness/uniform.ts"
import { newSwarmId } from "./swarmId.ts"
import { type SwarmSize, sortBySize } from "./swarmSort.ts"

/** One swarm: unsigned 64-bit id, members in the order in which they count. */
export type Swarm<TMember> = { readonly id: bigint; readonly members: readonly TMember[] }

/** Below this size a swarm is filled up or dissolved; above it, it can give members away. */
const SIZE_MIN = 5
/** A new swarm starts with this many. */
const SIZE_NEW = 7
/** Spare members per swarm that must be there before a new swarm is made. */
const MARGIN = 2
const FILL_PERCENTILE = 25
const REDISTRIBUTION_PERCENTILE = 0
const STEAL_PERCENTILE = 75

/** Working copy, ascending by id. */
type Draft<TMember> = {
  readonly swarms: { id: bigint; members: TMember[] }[]
  readonly twister: MersenneTwister
}

/**
 * Spreads the nodes over swarms after a change of membership: new nodes into small swarms, small swarms filled from large
 * ones, spare nodes made into new swarms, swarms that stay too small dissolved. Bit for bit the reference's result, except that
 * the last swarm is never dissolved.
 *
 * @param input.swarms - In any order, members in node-id order, none empty.
 * @param input.unassigned - In node-id order.
 * @param input.seed - Unsigned 64 bits.
 * @returns Ascending by id.
 */
export function updateSwarms<TMember>(input: {
  readonly swarms: readonly Swarm<TMember>[]
  readonly unassigned: readonly TMember[]
  readonly seed: bigint
}): Swarm<TMember>[] {
  if (input.swarms.length === 0 && input.unassigned.length === 0) return []
  const swarms = input.swarms
    .map(({ id, members }) => ({ id, members: [...members] }))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
  const draft = { swarms, twister: mersenneTwister(input.seed) }
  if (swarms.length === 0) swarms.push({ id: 0n, members: [] })
  assign(draft, input.unassigned, FILL_PERCENTILE)
  fillPoorSwarms(draft)
  createSwarms(draft)
  dissolvePoorSwarms(draft)
  return swarms
}

/** Puts each node into a random swarm among those up to the size at the percentile. */
function assign<TMember>(draft: Draft<TMember>, nodes: readonly TMember[], percentile: number): void {
  for (const node of nodes) {
    const sizes = sortedSizes(draft)
    const threshold = sizeAtPercentile(sizes, percentile)
    let upTo = sizes.length - 1
    for (let index = percentileIndex(sizes, percentile); index < sizes.length; index++) {
      if ((sizes[index] as SwarmSize).size > threshold) {
        upTo = index - 1
        break
      }
    }
    const chosen = sizes[uniform(draft.twister, upTo + 1)] as SwarmSize
    membersAt(draft, chosen.index).push(node)
    createSwarms(draft)
  }
}

/** Makes new swarms out of spare members while there are enough of them. */
function createSwarms<TMember>(draft: Draft<TMember>): void {
  const { swarms, twister } = draft
  if (swarms.some(({ members }) => members.length < SIZE_MIN)) return
  while (spareOver(draft, SIZE_MIN).excess >= SIZE_NEW + MARGIN * swarms.length) {
    const members: TMember[] = []
    while (members.length < SIZE_NEW) {
      const { pooled } = spareOver(draft, SIZE_MIN)
      members.push(takeFromPool(draft, SIZE_MIN, uniform(twister, pooled)))
    }
    const id = newSwarmId(swarms.map((swarm) => swarm.id))
    const after = swarms.findIndex((swarm) => swarm.id > id)
    swarms.splice(after < 0 ? swarms.length : after, 0, { id, members })
  }
}

/** Fills swarms below the minimum from the large ones. The sizes that decide are those at the start. */
function fillPoorSwarms<TMember>(draft: Draft<TMember>): void {
  const sizes = sortedSizes(draft)
  const rich = sizeAtPercentile(sizes, STEAL_PERCENTILE)
  // One below an empty swarm wraps around in the reference: nothing is larger than that.
  const threshold = rich === 0 ? Number.POSITIVE_INFINITY : Math.max(SIZE_MIN, rich - 1)
  for (const { index, size } of sizes) {
    if (size >= SIZE_MIN) return
    const poor = membersAt(draft, index)
    while (poor.length < SIZE_MIN) {
      const { pooled, excess } = spareOver(draft, threshold)
      if (excess < SIZE_MIN - poor.length) return
      poor.push(takeFromPool(draft, threshold, uniform(draft.twister, pooled)))
    }
  }
}

/** Hands the members of swarms that are still too small to the others. One swarm always remains. */
function dissolvePoorSwarms<TMember>(draft: Draft<TMember>): void {
  const { swarms } = draft
  while (swarms.length > 1) {
    const poor = swarms.findIndex(({ members }) => members.length < SIZE_MIN)
    if (poor < 0) return
    const [dissolved] = swarms.splice(poor, 1)
    assign(draft, dissolved?.members ?? [], REDISTRIBUTION_PERCENTILE)
  }
}

/** Members of the swarms larger than `threshold`, and how many of them stand above the minimum size. */
function spareOver<TMember>(
  { swarms }: Draft<TMember>,
  threshold: number,
): { pooled: number; excess: number } {
  let pooled = 0
  let excess = 0
  for (const { members } of swarms) {
    if (members.length <= threshold) continue
    pooled += members.length
    excess += members.length - SIZE_MIN
  }
  return { pooled, excess }
}

/** Removes the member at `position` in the swarms larger than `threshold` laid end to end. */
function takeFromPool<TMember>({ swarms }: Draft<TMember>, threshold: number, position: number): TMember {
  let left = position
  for (const { members } of swarms) {
    if (members.length <= threshold) continue
    if (left < members.length) return members.splice(left, 1)[0] as TMember
    left -= members.length
  }
  throw new RangeError("position lies behind the pool")
}

function sortedSizes<TMember>({ swarms }: Draft<TMember>): SwarmSize[] {
  return sortBySize(swarms.map(({ members }, index) => ({ index, size: members.length })))
}

function percentileIndex(sizes: readonly SwarmSize[], percentile: number): number {
  return Math.floor((percentile * (sizes.length - 1)) / 100)
}

function sizeAtPercentile(sizes: readonly SwarmSize[], percentile: number): number {
  return (sizes[percentileIndex(sizes, percentile)] as SwarmSize).size
}

function membersAt<TMember>(draft: Draft<TMember>, index: number): TMember[] {
  return (draft.swarms[index] as { members: TMember[] }).members
}

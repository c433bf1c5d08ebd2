import type { MersenneTwister } from "./mersenneTwister.ts"
import { uniform } from "./uniform.ts"

/** The numbers 0 to `count` - 1 in an order that the generator decides. */
export function shuffledIndices(count: number, twister: MersenneTwister): number[] {
  const indices = ascending(count)
  shuffleRange(indices, { from: 0, to: count }, twister)
  return indices
}

/** 0 to `count` - 1. */
export function ascending(count: number): number[] {
  const indices = new Array<number>(count)
  for (let index = 0; index < count; index++) indices[index] = index
  return indices
}

/**
 * Shuffles the positions [from, to) of `list` in place: each position, from the second on, changes places with a random one
 * up to itself. Fewer than two positions draw nothing.
 */
export function shuffleRange<TItem>(
  list: TItem[],
  range: { readonly from: number; readonly to: number },
  twister: MersenneTwister,
): void {
  for (let offset = 1; offset < range.to - range.from; offset++) {
    const left = range.from + offset
    const right = range.from + uniform(twister, offset + 1)
    const kept = list[left] as TItem
    list[left] = list[right] as TItem
    list[right] = kept
  }
}

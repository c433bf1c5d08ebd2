/**
 * Decisions from a list of whole numbers that a property test generates. Zeros give the plain case each time, so that a
 * failure shrinks towards it.
 */
export type Draw = {
  readonly below: (limit: number) => number
  /** Undefined when `items` is empty. */
  readonly pick: <T>(items: readonly T[]) => T | undefined
  /** True once in so many. */
  readonly rarely: (oneIn: number) => boolean
}

export function createDraw(numbers: readonly number[]): Draw {
  let at = 0
  const below = (limit: number) => (numbers[at++ % numbers.length] ?? 0) % limit
  return {
    below,
    pick: (items) => (items.length === 0 ? undefined : items[below(items.length)]),
    rarely: (oneIn) => below(oneIn) === oneIn - 1,
  }
}

/**
 * A ring of the last 8 yes-or-no chances in one 16-bit number: a leading 1 marks how many are recorded, the bits below it are
 * the chances, newest lowest, 1 = missed.
 */

const SIZE = 8

/** No chance recorded yet. */
export const EMPTY_RING = 1

export function recordChance(ring: number, isMissed: boolean): number {
  const longer = (ring << 1) | (isMissed ? 1 : 0)
  return longer >> (SIZE + 1) === 0 ? longer : (longer & ((1 << SIZE) - 1)) | (1 << SIZE)
}

/** 0..8. */
export function chancesOf(ring: number): number {
  return 31 - Math.clz32(ring)
}

/** 0..8. */
export function missedOf(ring: number): number {
  let missed = 0
  for (let bits = ring ^ (1 << chancesOf(ring)); bits !== 0; bits &= bits - 1) missed++
  return missed
}

/** Oldest first; true = took part. */
export function takenOf(ring: number): boolean[] {
  const chances = chancesOf(ring)
  return Array.from({ length: chances }, (_, at) => ((ring >> (chances - 1 - at)) & 1) === 0)
}

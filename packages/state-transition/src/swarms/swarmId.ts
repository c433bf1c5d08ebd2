/** The highest swarm id, 2^64 - 2. Ids lie on a ring: 0 follows it. */
export const SWARM_ID_MAX = 0xffff_ffff_ffff_fffen

/**
 * The id for one more swarm: the middle of the widest gap between the present ones.
 *
 * @param ids - Ascending. The first of several equally wide gaps is taken; the one across 0 only when it is the widest alone.
 */
export function newSwarmId(ids: readonly bigint[]): bigint {
  const first = ids[0]
  const last = ids.at(-1)
  if (first === undefined || last === undefined) return 0n
  let widest = 0n
  let from = last
  for (let index = 1; index < ids.length; index++) {
    const gap = (ids[index] as bigint) - (ids[index - 1] as bigint)
    if (gap > widest) {
      widest = gap
      from = ids[index - 1] as bigint
    }
  }
  const acrossZero = SWARM_ID_MAX - last + first + 1n
  if (acrossZero > widest) {
    widest = acrossZero
    from = last
  }
  const half = widest / 2n
  const room = SWARM_ID_MAX - from
  return half > room ? half - room - 1n : from + half
}

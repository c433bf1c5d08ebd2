/** 2^64: distances between accounts and swarms are taken on the full ring. */
const RING = 1n << 64n

/**
 * Where an account stands on the ring of swarms: the four 8-byte groups of its key combined by XOR, read big-endian.
 *
 * @param publicKey - 32 bytes: the Session Account ID without its prefix byte.
 */
export function swarmSpaceOf(publicKey: Uint8Array): bigint {
  const view = new DataView(publicKey.buffer, publicKey.byteOffset, 32)
  let space = 0n
  for (let offset = 0; offset < 32; offset += 8) space ^= view.getBigUint64(offset, false)
  return space
}

/**
 * The swarm nearest to an account. At equal distance, the one below.
 *
 * @param swarmIds - Ascending.
 * @returns Undefined when there is no swarm.
 * @public
 */
export function swarmOfAccount(swarmIds: readonly bigint[], publicKey: Uint8Array): bigint | undefined {
  return nearestSwarm(swarmIds, swarmSpaceOf(publicKey))
}

export function nearestSwarm(swarmIds: readonly bigint[], space: bigint): bigint | undefined {
  const first = swarmIds[0]
  if (first === undefined || swarmIds.length === 1) return first
  const at = firstFrom(swarmIds, space)
  const right = swarmIds[at] ?? first
  const left = swarmIds.at(at - 1) as bigint
  const toRight = (right - space + RING) % RING
  const toLeft = (space - left + RING) % RING
  return toRight < toLeft ? right : left
}

/** Position of the first id that is not below `space`; the list's length when all are. */
function firstFrom(swarmIds: readonly bigint[], space: bigint): number {
  let low = 0
  let high = swarmIds.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((swarmIds[middle] as bigint) < space) low = middle + 1
    else high = middle
  }
  return low
}

import { createHash } from "node:crypto"

/** A stream of numbers that is the same for the same seed on every machine. Not for keys of real money. */
export type SeededRandom = {
  /** In [0, 1). */
  readonly float: () => number
  /** A whole number in [from, to], both ends possible. */
  readonly int: (from: number, to: number) => number
  /** A number in [from, to). */
  readonly between: (from: number, to: number) => number
  readonly chance: (probability: number) => boolean
  /** @throws RangeError when `items` is empty. */
  readonly pick: <TItem>(items: readonly TItem[]) => TItem
  readonly shuffled: <TItem>(items: readonly TItem[]) => TItem[]
  readonly bytes: (lengthBytes: number) => Uint8Array
  /** A stream of its own: drawing from it leaves this one where it was. */
  readonly fork: (label: string) => SeededRandom
}

/** sfc32, seeded with the SHA-256 of the seed. */
export function createSeededRandom(seed: string | number): SeededRandom {
  const next = sfc32(createHash("sha256").update(`sextant/sim/${seed}`).digest())
  const float = () => next() / 2 ** 32
  const int = (from: number, to: number) => from + Math.floor(float() * (to - from + 1))
  return {
    float,
    int,
    between: (from, to) => from + float() * (to - from),
    chance: (probability) => float() < probability,
    pick(items) {
      if (items.length === 0) throw new RangeError("nothing to pick from")
      return items[int(0, items.length - 1)] as (typeof items)[number]
    },
    shuffled(items) {
      const mixed = [...items]
      for (let at = mixed.length - 1; at > 0; at--) {
        const other = int(0, at)
        const kept = mixed[at] as (typeof mixed)[number]
        mixed[at] = mixed[other] as (typeof mixed)[number]
        mixed[other] = kept
      }
      return mixed
    },
    bytes: (lengthBytes) => Uint8Array.from({ length: lengthBytes }, () => next() & 0xff),
    fork: (label) => createSeededRandom(`${seed}/${label}`),
  }
}

function sfc32(seed: Buffer): () => number {
  let a = seed.readUInt32LE(0)
  let b = seed.readUInt32LE(4)
  let c = seed.readUInt32LE(8)
  let counter = 1
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let round = 0; round < 12; round++) next()
  return next
}

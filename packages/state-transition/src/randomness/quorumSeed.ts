import type { MersenneTwister } from "./mersenneTwister.ts"

/** What a generator is seeded for. The numbers keep the draws of one hash apart. */
export const quorumPurposes = { obligations: 0, checkpoints: 1, blink: 2, leaders: 3 } as const
export type QuorumPurpose = keyof typeof quorumPurposes

const OUTPUT_WORDS = 624
const FILL = 0x8b8b8b8b

/**
 * A generator seeded from a 32-byte hash, the way C++ seeds `mt19937_64` from a `seed_seq` of nine words: the purpose, then
 * the hash as eight little-endian words.
 */
export function quorumTwister(purpose: QuorumPurpose, hash: Uint8Array): MersenneTwister {
  const view = new DataView(hash.buffer, hash.byteOffset, 32)
  const entropy = [quorumPurposes[purpose] as number]
  for (let offset = 0; offset < 32; offset += 4) entropy.push(view.getUint32(offset, true))
  const output = seedWords(entropy)
  const highs = new Uint32Array(OUTPUT_WORDS / 2)
  const lows = new Uint32Array(OUTPUT_WORDS / 2)
  for (let index = 0; index < highs.length; index++) {
    lows[index] = output[2 * index] as number
    highs[index] = output[2 * index + 1] as number
  }
  // An all-zero state would draw zeros for ever; the lower 31 bits of the first word do not count.
  const isZero = output.every((word, index) => (index === 0 ? word >>> 31 === 0 : word === 0))
  if (isZero) {
    highs[0] = 0x8000_0000
    lows[0] = 0
  }
  return { highs, lows, at: highs.length }
}

/** `std::seed_seq::generate` for 624 words of output and fewer words of input. */
function seedWords(entropy: readonly number[]): Uint32Array {
  const words = new Uint32Array(OUTPUT_WORDS).fill(FILL)
  const size = entropy.length
  const shift = 11
  const near = (OUTPUT_WORDS - shift) >> 1
  const far = near + shift
  const at = (index: number) => words[index % OUTPUT_WORDS] as number
  for (let k = 0; k < OUTPUT_WORDS; k++) {
    const mixed = at(k) ^ at(k + near) ^ at(k + OUTPUT_WORDS - 1)
    const first = Math.imul(1664525, mixed ^ (mixed >>> 27)) >>> 0
    const added = k === 0 ? size : k <= size ? k + (entropy[k - 1] as number) : k
    const second = (first + added) >>> 0
    words[(k + near) % OUTPUT_WORDS] = at(k + near) + first
    words[(k + far) % OUTPUT_WORDS] = at(k + far) + second
    words[k] = second
  }
  for (let k = OUTPUT_WORDS; k < 2 * OUTPUT_WORDS; k++) {
    const mixed = (at(k) + at(k + near) + at(k + OUTPUT_WORDS - 1)) >>> 0
    const third = Math.imul(1566083941, mixed ^ (mixed >>> 27)) >>> 0
    const fourth = (third - (k % OUTPUT_WORDS)) >>> 0
    words[(k + near) % OUTPUT_WORDS] = at(k + near) ^ third
    words[(k + far) % OUTPUT_WORDS] = at(k + far) ^ fourth
    words[k % OUTPUT_WORDS] = fourth
  }
  return words
}

/**
 * The 64-bit Mersenne Twister that every quorum and swarm draws from (C++ `std::mt19937_64`), on pairs of 32-bit words:
 * JavaScript has no fast 64-bit integers. A generator is mutable and must not leave the function that made it.
 */
export type MersenneTwister = {
  readonly highs: Uint32Array
  readonly lows: Uint32Array
  /** Next state word to hand out. */
  at: number
}

/** One draw as two unsigned 32-bit words. */
export type Draw = { high: number; low: number }

const SIZE = 312
const MIDDLE = 156
const MULTIPLIER = 6364136223846793005n
const MASK_64 = 0xffff_ffff_ffff_ffffn

/** Seeds from one unsigned 64-bit integer. */
export function mersenneTwister(seed: bigint): MersenneTwister {
  const words: bigint[] = []
  let word = seed & MASK_64
  for (let index = 0; index < SIZE; index++) {
    if (index > 0) word = (MULTIPLIER * (word ^ (word >> 62n)) + BigInt(index)) & MASK_64
    words.push(word)
  }
  return twisterOf(words)
}

/** @param words - 312 unsigned 64-bit state words. */
function twisterOf(words: readonly bigint[]): MersenneTwister {
  return {
    highs: Uint32Array.from(words, (word) => Number(word >> 32n)),
    lows: Uint32Array.from(words, (word) => Number(word & 0xffff_ffffn)),
    at: SIZE,
  }
}

/** A generator that will draw the same numbers. */
export function copyTwister(twister: MersenneTwister): MersenneTwister {
  return { highs: twister.highs.slice(), lows: twister.lows.slice(), at: twister.at }
}

/** The next unsigned 64-bit integer. */
export function drawBigint(twister: MersenneTwister): bigint {
  const { high, low } = draw(twister)
  return (BigInt(high) << 32n) | BigInt(low)
}

export function draw(twister: MersenneTwister): Draw {
  if (twister.at === SIZE) {
    twist(twister)
    twister.at = 0
  }
  const high = twister.highs[twister.at] as number
  const low = twister.lows[twister.at] as number
  twister.at++
  return temper(high, low)
}

/** x ^= (x >> 29) & D; x ^= (x << 17) & B; x ^= (x << 37) & C; x ^= x >> 43, over the pair. */
function temper(highIn: number, lowIn: number): Draw {
  let high = highIn ^ ((highIn >>> 29) & 0x55555555)
  let low = lowIn ^ (((lowIn >>> 29) | (highIn << 3)) & 0x55555555)
  const high17 = ((high << 17) | (low >>> 15)) & 0x71d67fff
  const low17 = (low << 17) & 0xeda60000
  high ^= high17
  low ^= low17
  high ^= (low << 5) & 0xfff7eee0
  low ^= high >>> 11
  return { high: high >>> 0, low: low >>> 0 }
}

function twist({ highs, lows }: MersenneTwister): void {
  for (let index = 0; index < SIZE; index++) {
    const next = index + 1 === SIZE ? 0 : index + 1
    const source = index < MIDDLE ? index + MIDDLE : index - MIDDLE
    // Upper 33 bits of this word, lower 31 of the next.
    const high = highs[index] as number
    const low = ((lows[index] as number) & 0x8000_0000) | ((lows[next] as number) & 0x7fff_ffff)
    const isOdd = (low & 1) === 1
    const shiftedHigh = high >>> 1
    const shiftedLow = (low >>> 1) | (high << 31)
    highs[index] = (highs[source] as number) ^ shiftedHigh ^ (isOdd ? 0xb5026f5a : 0)
    lows[index] = (lows[source] as number) ^ shiftedLow ^ (isOdd ? 0xa96619e9 : 0)
  }
}

import { type Draw, draw, type MersenneTwister } from "./mersenneTwister.ts"

const MAX_64 = 0xffff_ffff_ffff_ffffn
const TWO_32 = 4_294_967_296
const TWO_64 = TWO_32 * TWO_32
/** Up to here floating point decides all but the draws next to an edge. */
const FAST_COUNT_MAX = 2 ** 20

/**
 * A whole number from 0 to `count` - 1, each equally likely. The range of 64 bits is cut into `count` buckets of equal size, and
 * draws behind the last bucket are repeated: division into buckets, not a remainder.
 *
 * @param count - 1..2^32 - 1.
 */
export function uniform(twister: MersenneTwister, count: number): number {
  for (;;) {
    const drawn = draw(twister)
    if (count <= FAST_COUNT_MAX && drawn.high !== 0xffff_ffff) {
      const estimate = ((drawn.high * TWO_32 + drawn.low) * count) / TWO_64
      const whole = Math.floor(estimate)
      const part = estimate - whole
      // A bucket is shorter than 2^64 / count by less than one, the estimate thus off by less than 2^-23. Next to an edge
      // between two buckets exact arithmetic decides.
      if (part > 1e-6 && part < 1 - 1e-6) return whole
    }
    const bucket = MAX_64 / BigInt(count)
    const exact = asBigint(drawn)
    if (exact < bucket * BigInt(count)) return Number(exact / bucket)
  }
}

function asBigint({ high, low }: Draw): bigint {
  return (BigInt(high) << 32n) | BigInt(low)
}

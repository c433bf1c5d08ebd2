import { type Draw, draw, type MersenneTwister } from "./mersenneTwister.ts"

const MAX_64 = 0xffff_ffff_ffff_ffffn
const TWO_32 = 4_294_967_296

/**
 * A whole number from 0 to `count` - 1, each equally likely. The range of 64 bits is cut into `count` buckets of equal size, and
 * draws behind the last bucket are repeated: division into buckets, not a remainder.
 *
 * @param count - 1..2^32 - 1.
 */
export function uniform(twister: MersenneTwister, count: number): number {
  const bucket = MAX_64 / BigInt(count)
  return uniformIn(twister, { count, bucket, bucketAsNumber: Number(bucket) })
}

/** `count` buckets of `bucket` numbers each; made once where many draws share a count. */
type Buckets = { readonly count: number; readonly bucket: bigint; readonly bucketAsNumber: number }

function uniformIn(twister: MersenneTwister, buckets: Buckets): number {
  for (;;) {
    const drawn = draw(twister)
    // Only the highest draws can lie behind the last bucket, because fewer than 2^32 numbers do.
    if (drawn.high === 0xffff_ffff && asBigint(drawn) >= buckets.bucket * BigInt(buckets.count)) continue
    return bucketOf(drawn, buckets)
  }
}

/** Floating point decides, except next to an edge between two buckets. */
function bucketOf(drawn: Draw, { bucket, bucketAsNumber }: Buckets): number {
  const estimate = (drawn.high * TWO_32 + drawn.low) / bucketAsNumber
  const whole = Math.floor(estimate)
  const part = estimate - whole
  // The estimate is off by less than 2^-50 of itself, and it is below 2^32.
  if (part > 1e-5 && part < 1 - 1e-5) return whole
  return Number(asBigint(drawn) / bucket)
}

function asBigint({ high, low }: Draw): bigint {
  return (BigInt(high) << 32n) | BigInt(low)
}

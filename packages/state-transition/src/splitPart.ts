import type { NodeRecord } from "./types.ts"

type Terms = Pick<NodeRecord, "feeBps" | "contributors">

/**
 * Splits one node's part: the operator's fee first, the rest in proportion to stakes. Each share is rounded down.
 *
 * @param partMilli - Thousandths of an atomic unit, >= 0.
 * @returns Shares in thousandths, in the order of `contributors`; the operator's includes the fee. Their sum is at most
 * `partMilli`; the caller carries the difference.
 */
export function splitPart({ feeBps, contributors }: Terms, partMilli: bigint): bigint[] {
  const feeMilli = (partMilli * BigInt(feeBps)) / 10_000n
  const restMilli = partMilli - feeMilli
  const stakeAtomic = totalOf(contributors)
  return contributors.map(({ amountAtomic }, index) => {
    const shareMilli = (amountAtomic * restMilli) / stakeAtomic
    return index === 0 ? feeMilli + shareMilli : shareMilli
  })
}

/**
 * The greatest part that is split in floating point: times a fee of up to 10,000 basis points it is still below 2^53.
 */
export const FAST_PART_MILLI_MAX = Math.floor(Number.MAX_SAFE_INTEGER / 10_000)

/** The operator's fee of a part up to {@link FAST_PART_MILLI_MAX}, exact. */
export function fastFee(partMilli: number, feeBps: number): number {
  return divide(partMilli * feeBps, 10_000)
}

/** A stake's share of the whole in lowest terms, as numbers: exact up to 2^53, and rounded beyond. */
export type Ratio = { readonly numerator: number; readonly denominator: number }

export function ratiosOf(contributors: Terms["contributors"]): Ratio[] {
  const stakeAtomic = totalOf(contributors)
  return contributors.map(({ amountAtomic }) => {
    const divisor = greatestCommonDivisor(amountAtomic, stakeAtomic)
    return { numerator: Number(amountAtomic / divisor), denominator: Number(stakeAtomic / divisor) }
  })
}

/**
 * floor(restMilli × numerator / denominator) in floating point, about thirty times as fast as with bigints: the chain does it
 * for every contributor of every node.
 *
 * @returns The exact share, or -1 when only exact arithmetic can tell.
 */
export function fastShare(restMilli: number, numerator: number, denominator: number): number {
  const product = restMilli * numerator
  if (product <= Number.MAX_SAFE_INTEGER) return divide(product, denominator)
  const estimate = product / denominator
  const whole = Math.floor(estimate)
  const part = estimate - whole
  // Four roundings: the estimate is off by less than 2^-50 of itself.
  const error = estimate * 2 ** -50
  return part > error && part < 1 - error ? whole : -1
}

/** Rounded down, exact for whole numbers below 2^53. */
function divide(dividend: number, divisor: number): number {
  return (dividend - (dividend % divisor)) / divisor
}

function totalOf(contributors: Terms["contributors"]): bigint {
  return contributors.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n)
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestCommonDivisor(right, left % right)
}

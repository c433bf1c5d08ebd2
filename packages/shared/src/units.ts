import type { Brand } from "./brand.ts"

/** An amount of SESH in atomic units: 1 SESH = 10^9 atomic. */
export type AmountAtomic = Brand<bigint, "AmountAtomic">
/** A position on the appchain. Genesis is 0. */
export type Height = Brand<number, "Height">
/** A block number of the EVM chain that holds the contracts. */
export type L2Height = Brand<number, "L2Height">
/** Milliseconds since the Unix epoch. */
export type UnixMs = Brand<number, "UnixMs">

/** 1 SESH in atomic units. */
export const SESH_ATOMIC = 1_000_000_000n
/** The reward ledger counts in thousandths of an atomic unit, so that small shares are not lost to rounding. */
export const MILLI_PER_ATOMIC = 1000n

export function amountAtomic(value: bigint): AmountAtomic {
  if (value < 0n) throw new RangeError("amountAtomic must be >= 0")
  return value as AmountAtomic
}

export function height(value: number): Height {
  return wholeNumber(value, "height") as Height
}

export function nextHeight(current: Height): Height {
  return height(current + 1)
}

export function l2Height(value: number): L2Height {
  return wholeNumber(value, "l2Height") as L2Height
}

export function unixMs(value: number): UnixMs {
  return wholeNumber(value, "unixMs") as UnixMs
}

function wholeNumber(value: number, name: string): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name} must be a whole number from 0 to 2^53 - 1`)
  return value
}

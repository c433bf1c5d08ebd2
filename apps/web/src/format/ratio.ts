import { formatCount, UNKNOWN } from "./amount.ts"

/** Basis points as percent, exactly: 1025 is `10.25 %`, 1000 is `10 %`, 301999 is `3,019.99 %`. */
export function formatBps(bps: number | null | undefined): string {
  if (bps === null || bps === undefined) return UNKNOWN
  const whole = Math.trunc(bps / 100)
  const fraction = Math.abs(bps % 100)
    .toString()
    .padStart(2, "0")
    .replace(/0+$/, "")
  return `${formatCount(whole)}${fraction === "" ? "" : `.${fraction}`}\u202f%`
}

/** A part of a whole as percent with up to two decimals, rounded down; unknown when the whole is 0. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return UNKNOWN
  return formatBps(Math.floor((part * 10_000) / whole))
}

/**
 * What a stake earns in a year, simple interest, in basis points rounded down.
 *
 * @returns null when nothing is staked: a yield of nothing is not zero.
 */
export function yearlyYieldBps(rewardPerDayAtomic: bigint, stakeAtomic: bigint): number | null {
  return stakeAtomic === 0n ? null : Number((rewardPerDayAtomic * 365n * 10_000n) / stakeAtomic)
}

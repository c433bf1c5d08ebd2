import { formatSeshExact, type ParsedAmount } from "../format/amount.ts"

export type ClaimBounds = {
  readonly unclaimedAtomic: bigint
  /** What limits and vault balance allow now; undefined while not read yet. */
  readonly allowedAtomic: bigint | undefined
}

/** The most that can be claimed in one go. */
export function claimMax({ unclaimedAtomic, allowedAtomic }: ClaimBounds): bigint {
  return allowedAtomic !== undefined && allowedAtomic < unclaimedAtomic ? allowedAtomic : unclaimedAtomic
}

/** Why an amount cannot be claimed, in words; undefined when it can. Pure. */
export function claimProblem(amount: ParsedAmount, bounds: ClaimBounds): string | undefined {
  if (bounds.unclaimedAtomic === 0n)
    return "Nothing can be claimed yet. Rewards become claimable with the next accepted snapshot."
  if (amount.kind === "empty") return "Enter an amount, or choose one of the shares."
  if (amount.kind === "invalid") return amount.reason
  if (amount.amountAtomic === 0n) return "Choose an amount above zero."
  if (amount.amountAtomic > bounds.unclaimedAtomic)
    return `That is more than the ${formatSeshExact(bounds.unclaimedAtomic)} SESH you can claim.`
  if (bounds.allowedAtomic !== undefined && amount.amountAtomic > bounds.allowedAtomic)
    return `The limit allows ${formatSeshExact(bounds.allowedAtomic)} SESH now. Claim less, or come back later.`
  return undefined
}

/** A share of the most that can be claimed, in percent, rounded down. */
export function claimShare(bounds: ClaimBounds, percent: bigint): bigint {
  return (claimMax(bounds) * percent) / 100n
}

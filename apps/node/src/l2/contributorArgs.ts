import type { Contributor } from "@sextant/wire/l2Event"

/** The list as the contract's ABI takes it. */
export function contributorArgs(contributors: readonly Contributor[]) {
  return contributors.map(({ staker, beneficiary, amountAtomic }) => ({
    staker,
    beneficiary,
    amount: amountAtomic as bigint,
  }))
}

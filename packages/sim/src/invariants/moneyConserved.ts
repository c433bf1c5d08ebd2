import type { Invariant } from "./invariant.ts"

/** Paid and carried is what was issued, to the last thousandth; what was paid is never taken back. */
export const moneyConserved: Invariant = {
  name: "moneyConserved",
  check({ records }) {
    const newest = records.at(-1)
    if (newest === undefined) return undefined
    const { ledger, rewards } = newest.state
    const paidMilli = ledger.amountsMilli.reduce((sum, amount) => sum + amount, 0n)
    if (paidMilli + rewards.carryMilli !== rewards.issuedMilli)
      return `at height ${newest.height} paid ${paidMilli} + carry ${rewards.carryMilli} is not issued ${rewards.issuedMilli}`
    const before = records.at(-2)?.state
    if (before === undefined) return undefined
    for (const [at, account] of before.ledger.accounts.entries()) {
      const now = ledger.amountsMilli[ledger.accounts.indexOf(account)] ?? -1n
      if (now < (before.ledger.amountsMilli[at] ?? 0n))
        return `at height ${newest.height} the lifetime rewards of ${account} have fallen`
    }
    return before.rewards.issuedMilli > rewards.issuedMilli
      ? `at height ${newest.height} the issued total has fallen`
      : undefined
  },
}

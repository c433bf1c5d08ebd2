import type { Address } from "@sextant/shared/networks"
import { accountIndexOf } from "./accounts.ts"
import type { Payout } from "./payout.ts"
import type { Ledger } from "./types.ts"

export const EMPTY_LEDGER: Ledger = { accounts: [], amountsMilli: [] }

/** Lifetime rewards of an account in thousandths of an atomic unit; 0 for one that has none. */
export function lifetimeMilliOf(ledger: Ledger, account: Address): bigint {
  const place = accountIndexOf(ledger.accounts).places.get(account)
  return place === undefined ? 0n : (ledger.amountsMilli[place] as bigint)
}

export function ledgerTotalMilli(ledger: Ledger): bigint {
  return ledger.amountsMilli.reduce((sum, amountMilli) => sum + amountMilli, 0n)
}

/** Adds a payout that was made for this ledger's accounts. Without new accounts the list stays the same object. */
export function addToLedger(ledger: Ledger, payout: Payout): Ledger {
  const before = payout.accounts === ledger.accounts ? ledger.amountsMilli : moved(ledger, payout.accounts)
  const amountsMilli = before.map((amountMilli, place) => {
    const addedMilli = payout.amountsMilli[place] as bigint
    return addedMilli === 0n ? amountMilli : amountMilli + addedMilli
  })
  return { accounts: payout.accounts, amountsMilli }
}

/** Both lists are sorted, and the longer one has all of the shorter one's accounts. */
function moved(ledger: Ledger, accounts: readonly Address[]): bigint[] {
  let at = 0
  return accounts.map((account) =>
    ledger.accounts[at] === account ? (ledger.amountsMilli[at++] as bigint) : 0n,
  )
}

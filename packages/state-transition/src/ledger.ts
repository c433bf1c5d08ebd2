import type { Address } from "@sextant/shared/networks"
import type { Payout } from "./payout.ts"
import type { Ledger } from "./types.ts"

export const EMPTY_LEDGER: Ledger = { accounts: [], amountsMilli: [] }

/** Lifetime rewards of an account in thousandths of an atomic unit; 0 for one that has none. */
export function lifetimeMilliOf(ledger: Ledger, account: Address): bigint {
  const at = lowerBound(ledger.accounts, account)
  return ledger.accounts[at] === account ? (ledger.amountsMilli[at] as bigint) : 0n
}

export function ledgerTotalMilli(ledger: Ledger): bigint {
  return ledger.amountsMilli.reduce((sum, amountMilli) => sum + amountMilli, 0n)
}

/** Adds a payout. The list of accounts stays the same object while no payout names a new one. */
export function addToLedger(ledger: Ledger, payout: Payout): Ledger {
  const { accounts, places } = placesFor(ledger.accounts, payout)
  const amountsMilli = accounts === ledger.accounts ? [...ledger.amountsMilli] : moved(ledger, accounts)
  for (const [index, amountMilli] of payout.amountsMilli.entries()) {
    const place = places[index] as number
    amountsMilli[place] = (amountsMilli[place] as bigint) + amountMilli
  }
  return { accounts, amountsMilli }
}

/** A list of accounts that has all of a payout's, and where each of them stands in it. */
type Places = { readonly accounts: readonly Address[]; readonly places: Int32Array }

const knownPlaces = new WeakMap<Payout, Places>()

function placesFor(current: readonly Address[], payout: Payout): Places {
  const known = knownPlaces.get(payout)
  if (known?.accounts === current) return known
  const fresh = payout.accounts.filter((account) => current[lowerBound(current, account)] !== account)
  const accounts = fresh.length === 0 ? current : [...current, ...fresh].sort()
  const places = Int32Array.from(payout.accounts, (account) => lowerBound(accounts, account))
  const found = { accounts, places }
  knownPlaces.set(payout, found)
  return found
}

function moved(ledger: Ledger, accounts: readonly Address[]): bigint[] {
  let at = 0
  return accounts.map((account) =>
    ledger.accounts[at] === account ? (ledger.amountsMilli[at++] as bigint) : 0n,
  )
}

/** First position whose account is not below `account`. */
function lowerBound(accounts: readonly Address[], account: Address): number {
  let low = 0
  let high = accounts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((accounts[middle] as Address) < account) low = middle + 1
    else high = middle
  }
  return low
}

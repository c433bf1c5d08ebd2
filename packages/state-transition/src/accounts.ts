import type { Address } from "@sextant/shared/networks"

/** A ledger's list of accounts, and where each stands in it. */
export type AccountIndex = {
  /** Ascending. */
  readonly accounts: readonly Address[]
  readonly places: ReadonlyMap<Address, number>
}

const knownIndices = new WeakMap<readonly Address[], AccountIndex>()

export function accountIndexOf(accounts: readonly Address[]): AccountIndex {
  const known = knownIndices.get(accounts)
  if (known !== undefined) return known
  const places = new Map<Address, number>()
  for (const [place, account] of accounts.entries()) places.set(account, place)
  const index = { accounts, places }
  knownIndices.set(accounts, index)
  return index
}

/** The index with these accounts too; the same one when it has them already. */
export function withAccounts(index: AccountIndex, accounts: Iterable<Address>): AccountIndex {
  const fresh = new Set<Address>()
  for (const account of accounts) if (!index.places.has(account)) fresh.add(account)
  return fresh.size === 0 ? index : accountIndexOf([...index.accounts, ...fresh].sort())
}

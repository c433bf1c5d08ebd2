import type { Address } from "@sextant/shared/networks"
import type { NodeRecord } from "./types.ts"

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

/** The index with all beneficiaries of `nodes`; the same one when it has them already. */
export function withBeneficiaries(index: AccountIndex, nodes: readonly NodeRecord[]): AccountIndex {
  const fresh = new Set<Address>()
  for (const node of nodes) {
    if (knownPlaces.get(node)?.index === index) continue
    for (const { beneficiary } of node.contributors) {
      if (!index.places.has(beneficiary)) fresh.add(beneficiary)
    }
  }
  return fresh.size === 0 ? index : accountIndexOf([...index.accounts, ...fresh].sort())
}

const knownPlaces = new WeakMap<NodeRecord, { index: AccountIndex; places: readonly number[] }>()

/** Where the node's beneficiaries stand, in the order of its contributors. The index has them all. */
export function placesOf(node: NodeRecord, index: AccountIndex): readonly number[] {
  const known = knownPlaces.get(node)
  if (known?.index === index) return known.places
  const places = node.contributors.map(({ beneficiary }) => index.places.get(beneficiary) as number)
  knownPlaces.set(node, { index, places })
  return places
}

import type { Address } from "@sextant/shared/networks"
import type { Preset } from "@sextant/shared/params"
import type { Height } from "@sextant/shared/units"
import { type AccountIndex, accountIndexOf, placesOf, withBeneficiaries } from "./accounts.ts"
import { FAST_PART_MILLI_MAX, splitPart, splitPartFast } from "./splitPart.ts"
import type { NodeRecord } from "./types.ts"

/** The nodes that a block pays. */
export type Payable = {
  readonly nodes: readonly NodeRecord[]
  readonly count: number
  readonly isPayable: (node: NodeRecord) => boolean
}

/** What one block adds to each account of a list. */
export type Payout = {
  /** The list that was asked for, or a longer one when a beneficiary is new. */
  readonly accounts: readonly Address[]
  /** Side by side with `accounts`. */
  readonly amountsMilli: readonly bigint[]
  readonly paidMilli: bigint
}

/** Active nodes that have been so for the earning delay. */
export function payableOf(preset: Preset, nodes: readonly NodeRecord[], height: Height): Payable {
  const isPayable = (node: NodeRecord) =>
    node.status === "active" && height >= node.activeSinceHeight + preset.earningDelayBlocks
  let count = 0
  for (const node of nodes) if (isPayable(node)) count++
  return { nodes, count, isPayable }
}

type KnownPayout = { readonly count: number; readonly partMilli: bigint; readonly payout: Payout }

/** From one block to the next usually neither the nodes nor the part change: the last two parts of each list are kept. */
const knownPayouts = new WeakMap<readonly NodeRecord[], readonly KnownPayout[]>()

/**
 * What every account gets when each payable node gets `partMilli`.
 *
 * @param accounts - The ledger's accounts.
 */
export function payoutOf(payable: Payable, partMilli: bigint, accounts: readonly Address[]): Payout {
  const known = knownPayouts.get(payable.nodes) ?? []
  // For one list of nodes the payable ones only grow with the height: their number names them.
  const same = known.find(
    (entry) =>
      entry.count === payable.count && entry.partMilli === partMilli && entry.payout.accounts === accounts,
  )
  if (same !== undefined) return same.payout
  const nodes = payable.nodes.filter(payable.isPayable)
  const index = withBeneficiaries(accountIndexOf(accounts), nodes)
  const isFast =
    partMilli <= FAST_PART_MILLI_MAX && partMilli * BigInt(nodes.length) <= Number.MAX_SAFE_INTEGER
  const payout = isFast ? addUpFast(nodes, index, Number(partMilli)) : addUp(nodes, index, partMilli)
  knownPayouts.set(payable.nodes, [{ count: payable.count, partMilli, payout }, ...known.slice(0, 1)])
  return payout
}

function addUp(nodes: readonly NodeRecord[], index: AccountIndex, partMilli: bigint): Payout {
  const amountsMilli = new Array<bigint>(index.accounts.length).fill(0n)
  let paidMilli = 0n
  for (const node of nodes) {
    const places = placesOf(node, index)
    for (const [position, shareMilli] of splitPart(node, partMilli).entries()) {
      const place = places[position] as number
      amountsMilli[place] = (amountsMilli[place] as bigint) + shareMilli
      paidMilli += shareMilli
    }
  }
  return { accounts: index.accounts, amountsMilli, paidMilli }
}

/** The same sums in floating point; the caller has made sure that none reaches 2^53. */
function addUpFast(nodes: readonly NodeRecord[], index: AccountIndex, partMilli: number): Payout {
  const sums = new Float64Array(index.accounts.length)
  let paidMilli = 0
  for (const node of nodes) {
    const places = placesOf(node, index)
    for (const [position, shareMilli] of splitPartFast(node, partMilli).entries()) {
      const place = places[position] as number
      sums[place] = (sums[place] as number) + shareMilli
      paidMilli += shareMilli
    }
  }
  return {
    accounts: index.accounts,
    amountsMilli: Array.from(sums, BigInt),
    paidMilli: BigInt(paidMilli),
  }
}

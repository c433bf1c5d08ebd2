import type { Address } from "@sextant/shared/networks"
import type { Preset } from "@sextant/shared/params"
import type { Height } from "@sextant/shared/units"
import { type AccountIndex, accountIndexOf, withAccounts } from "./accounts.ts"
import { columnsOf } from "./nodeColumns.ts"
import { placesOf, shareTableOf } from "./shareTable.ts"
import { FAST_PART_MILLI_MAX, fastFee, fastShare, splitPart } from "./splitPart.ts"
import type { NodeRecord } from "./types.ts"

/** The nodes that a block pays. */
export type Payable = {
  readonly nodes: readonly NodeRecord[]
  /** Positions in `nodes`. */
  readonly places: Int32Array
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
  const { activeSince } = columnsOf(nodes)
  const since = height - preset.earningDelayBlocks
  const places = new Int32Array(nodes.length)
  let count = 0
  for (let place = 0; place < activeSince.length; place++) {
    if ((activeSince[place] as number) <= since) places[count++] = place
  }
  return { nodes, places: places.subarray(0, count) }
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
  const count = payable.places.length
  // For one list of nodes the payable ones only grow with the height: their number names them.
  const same = known.find(
    (entry) => entry.count === count && entry.partMilli === partMilli && entry.payout.accounts === accounts,
  )
  if (same !== undefined) return same.payout
  const index = withPaid(payable, accountIndexOf(accounts))
  const isFast = partMilli <= FAST_PART_MILLI_MAX && partMilli * BigInt(count) <= Number.MAX_SAFE_INTEGER
  const payout = isFast ? addUpFast(payable, index, Number(partMilli)) : addUp(payable, index, partMilli)
  knownPayouts.set(payable.nodes, [{ count, partMilli, payout }, ...known.slice(0, 1)])
  return payout
}

/** The index with the beneficiaries of all nodes that are paid. */
function withPaid({ nodes, places }: Payable, index: AccountIndex): AccountIndex {
  const { first } = shareTableOf(nodes)
  const accountPlaces = placesOf(nodes, index)
  const fresh: Address[] = []
  for (const place of places) {
    for (let share = first[place] as number; share < (first[place + 1] as number); share++) {
      if ((accountPlaces[share] as number) >= 0) continue
      const contributor = nodes[place]?.contributors[share - (first[place] as number)]
      if (contributor !== undefined) fresh.push(contributor.beneficiary)
    }
  }
  return withAccounts(index, fresh)
}

function addUp({ nodes, places }: Payable, index: AccountIndex, partMilli: bigint): Payout {
  const { first } = shareTableOf(nodes)
  const accountPlaces = placesOf(nodes, index)
  const amountsMilli = new Array<bigint>(index.accounts.length).fill(0n)
  let paidMilli = 0n
  for (const place of places) {
    for (const [position, shareMilli] of splitPart(nodes[place] as NodeRecord, partMilli).entries()) {
      const account = accountPlaces[(first[place] as number) + position] as number
      amountsMilli[account] = (amountsMilli[account] as bigint) + shareMilli
      paidMilli += shareMilli
    }
  }
  return { accounts: index.accounts, amountsMilli, paidMilli }
}

/** The same sums in floating point; the caller has made sure that none reaches 2^53. */
function addUpFast({ nodes, places }: Payable, index: AccountIndex, partMilli: number): Payout {
  const table = shareTableOf(nodes)
  const accountPlaces = placesOf(nodes, index)
  const sums = new Float64Array(index.accounts.length)
  let paidMilli = 0
  for (const place of places) {
    const feeMilli = fastFee(partMilli, table.feeBps[place] as number)
    const restMilli = partMilli - feeMilli
    const from = table.first[place] as number
    const to = table.first[place + 1] as number
    for (let share = from; share < to; share++) {
      const [numerator, denominator] = [table.numerators[share], table.denominators[share]]
      const fast = fastShare(restMilli, numerator as number, denominator as number)
      const stakeMilli = fast >= 0 ? fast : exactShare(nodes[place] as NodeRecord, share - from, restMilli)
      const shareMilli = share === from ? feeMilli + stakeMilli : stakeMilli
      const account = accountPlaces[share] as number
      sums[account] = (sums[account] as number) + shareMilli
      paidMilli += shareMilli
    }
  }
  return {
    accounts: index.accounts,
    amountsMilli: Array.from(sums, BigInt),
    paidMilli: BigInt(paidMilli),
  }
}

function exactShare({ contributors }: NodeRecord, position: number, restMilli: number): number {
  const stakeAtomic = contributors.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n)
  const { amountAtomic } = contributors[position] as NodeRecord["contributors"][number]
  return Number((amountAtomic * BigInt(restMilli)) / stakeAtomic)
}

import type { Address } from "@sextant/shared/networks"
import type { Preset } from "@sextant/shared/params"
import type { Height } from "@sextant/shared/units"
import type { NodeRecord } from "./types.ts"

/** The nodes that a block pays: how many, and which. */
export type Payable = { readonly count: number; readonly isPayable: (node: NodeRecord) => boolean }

/** What one block adds to each beneficiary. By account, all above 0. */
export type Payout = {
  readonly accounts: readonly Address[]
  readonly amountsMilli: readonly bigint[]
  readonly paidMilli: bigint
}

/** Active nodes that have been so for the earning delay. */
export function payableIndices(preset: Preset, nodes: readonly NodeRecord[], height: Height): Payable {
  const isPayable = (node: NodeRecord) =>
    node.status === "active" && height >= node.activeSinceHeight + preset.earningDelayBlocks
  let count = 0
  for (const node of nodes) if (isPayable(node)) count++
  return { count, isPayable }
}

/**
 * Splits one node's part: the operator's fee first, the rest in proportion to stakes. Each share is rounded down.
 *
 * @returns Shares in thousandths, in the order of `contributors`; the operator's includes the fee. Their sum is at most
 * `partMilli`; the caller carries the difference.
 */
export function splitPart(node: Pick<NodeRecord, "feeBps" | "contributors">, partMilli: bigint): bigint[] {
  const { contributors, feeBps } = node
  const feeMilli = (partMilli * BigInt(feeBps)) / 10_000n
  const restMilli = partMilli - feeMilli
  const stakeAtomic = contributors.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n)
  return contributors.map(({ amountAtomic }, index) => {
    const shareMilli = (amountAtomic * restMilli) / stakeAtomic
    return index === 0 ? feeMilli + shareMilli : shareMilli
  })
}

type KnownPayout = { readonly count: number; readonly partMilli: bigint; readonly payout: Payout }

/** From one block to the next usually neither the nodes nor the part change: the last two parts of each list are kept. */
const knownPayouts = new WeakMap<readonly NodeRecord[], KnownPayout[]>()

/** For one list of nodes the number of payable ones only grows with the height, so list and number name the set. */
export function payoutOf(nodes: readonly NodeRecord[], payable: Payable, partMilli: bigint): Payout {
  const known = knownPayouts.get(nodes) ?? []
  const same = known.find((entry) => entry.count === payable.count && entry.partMilli === partMilli)
  if (same !== undefined) return same.payout
  const payout = computePayout(nodes, payable, partMilli)
  knownPayouts.set(nodes, [{ count: payable.count, partMilli, payout }, ...known.slice(0, 1)])
  return payout
}

function computePayout(nodes: readonly NodeRecord[], payable: Payable, partMilli: bigint): Payout {
  const shares = new Map<Address, bigint>()
  let paidMilli = 0n
  for (const node of nodes) {
    if (!payable.isPayable(node)) continue
    for (const [index, shareMilli] of splitPart(node, partMilli).entries()) {
      if (shareMilli === 0n) continue
      const { beneficiary } = node.contributors[index] as NodeRecord["contributors"][number]
      shares.set(beneficiary, (shares.get(beneficiary) ?? 0n) + shareMilli)
      paidMilli += shareMilli
    }
  }
  const accounts = [...shares.keys()].sort()
  return { accounts, amountsMilli: accounts.map((account) => shares.get(account) as bigint), paidMilli }
}

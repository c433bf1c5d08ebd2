import type { Preset } from "@sextant/shared/params"
import type { Height } from "@sextant/shared/units"
import { addToLedger } from "./ledger.ts"
import { payableOf, payoutOf } from "./payout.ts"
import type { ChainState, Transition } from "./types.ts"

/** atomic/day × interval in ms → thousandths of an atomic unit: × 1000 / 86,400,000. */
const MILLI_DIVISOR = 86_400n

/**
 * Issues one block's reward and pays it, with what was left over before, in equal parts to the payable nodes.
 *
 * Every division rounds down and everything not paid is carried, so after any number of blocks paid + carry = issued.
 */
export function payRewards(preset: Preset, state: ChainState, height: Height): Transition {
  const { rewards } = state
  const dividend = rewards.atomicPerDay * BigInt(preset.blockIntervalMs) + BigInt(rewards.fraction)
  const issuedMilli = dividend / MILLI_DIVISOR
  const availableMilli = rewards.carryMilli + issuedMilli
  const payable = payableOf(preset, state.nodes, height)
  const payableCount = payable.places.length
  const partMilli = payableCount === 0 ? 0n : availableMilli / BigInt(payableCount)
  const paidTo = (next: ChainState, paidMilli: bigint): Transition => ({
    state: {
      ...next,
      rewards: {
        ...rewards,
        fraction: Number(dividend % MILLI_DIVISOR),
        carryMilli: availableMilli - paidMilli,
        issuedMilli: rewards.issuedMilli + issuedMilli,
      },
    },
    effects: [{ kind: "rewardsPaid", issuedMilli, paidMilli, payableCount }],
  })
  if (partMilli === 0n) return paidTo(state, 0n)
  const payout = payoutOf(payable, partMilli, state.ledger.accounts)
  return paidTo({ ...state, ledger: addToLedger(state.ledger, payout) }, payout.paidMilli)
}

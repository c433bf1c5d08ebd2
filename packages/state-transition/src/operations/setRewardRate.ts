import { REWARD_RATE_RISE_MAX_BPS_PER_DAY } from "@sextant/shared/params"
import { type AmountAtomic, amountAtomic, SESH_ATOMIC } from "@sextant/shared/units"
import type { ChainState, RewardState, Transition } from "../types.ts"
import type { OperationContext } from "./operationContext.ts"

const DAY_MS = 86_400_000n
/** All SESH there is. No rate can be higher, whatever an event says; it also keeps every ledger entry within its 128 bits. */
const SUPPLY_ATOMIC = 240_000_000n * SESH_ATOMIC

/** Takes the pool's new rate: a fall at once, a rise up to 2 % for each day since the rate was last set. From 0 it starts freely. */
export function setRewardRate(
  context: OperationContext,
  state: ChainState,
  event: { readonly atomicPerDay: AmountAtomic },
): Transition {
  const atomicPerDay = amountAtomic(
    min(event.atomicPerDay, highestRate(state.rewards, BigInt(context.timestampMs))),
  )
  return {
    state: { ...state, rewards: { ...state.rewards, atomicPerDay, rateSetAtMs: context.timestampMs } },
    effects: [{ kind: "rewardRateSet", atomicPerDay }],
  }
}

/** Rounded down. */
function highestRate({ atomicPerDay, rateSetAtMs }: RewardState, nowMs: bigint): bigint {
  if (atomicPerDay === 0n) return SUPPLY_ATOMIC
  const elapsedMs = nowMs - BigInt(rateSetAtMs)
  const rise = (atomicPerDay * BigInt(REWARD_RATE_RISE_MAX_BPS_PER_DAY) * elapsedMs) / (10_000n * DAY_MS)
  return min(atomicPerDay + rise, SUPPLY_ATOMIC)
}

function min(left: bigint, right: bigint): bigint {
  return left < right ? left : right
}

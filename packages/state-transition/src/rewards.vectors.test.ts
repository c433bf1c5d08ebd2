import { amountAtomic } from "@sextant/shared/units"
import { describe, expect, it } from "vitest"
import { createChainBuilder } from "./testing/chainBuilder.ts"

/** 15.1 % a year of a pool of 40,000,000 SESH. */
const POOL_RATE = (40_000_000n * 10n ** 9n * 151n) / (1_000n * 365n)
const rate = (atomicPerDay: bigint) =>
  ({ kind: "rewardRateSet", atomicPerDay: amountAtomic(atomicPerDay) }) as const

describe("the reward of a mainnet block (vector 21)", () => {
  it("is the published constant for a pool of 40 million", () => {
    const chain = createChainBuilder({ presetName: "mainnet", events: [rate(POOL_RATE)] })
    const { state } = chain.extend()
    expect(state.rewards.issuedMilli / 1_000n).toBe(22_983_257_229n)
    expect([state.rewards.issuedMilli, state.rewards.fraction]).toEqual([22_983_257_229_831n, 81_600])
  })
  it("may rise by 2 % a day, so by a 36,000th in one block, and fall at once", () => {
    // The reference lets each block's reward move by +1/50,000 and -1/25,000 of the one before.
    const chain = createChainBuilder({ presetName: "mainnet", events: [rate(POOL_RATE)] })
    expect(chain.draft({ events: [rate(2n * POOL_RATE)] }).state.rewards.atomicPerDay).toBe(
      POOL_RATE + POOL_RATE / 36_000n,
    )
    expect(chain.draft({ events: [rate(POOL_RATE / 2n)] }).state.rewards.atomicPerDay).toBe(POOL_RATE / 2n)
    const dayMs = 86_400_000
    const later = chain.draft({ events: [rate(2n * POOL_RATE)], lateMs: dayMs - 120_000 })
    expect(later.state.rewards.atomicPerDay).toBe(POOL_RATE + POOL_RATE / 50n)
  })
})

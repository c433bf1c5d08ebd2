import { amountAtomic, height, SESH_ATOMIC } from "@sextant/shared/units"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { checkMoney } from "./invariants.ts"
import { ledgerTotalMilli, lifetimeMilliOf } from "./ledger.ts"
import { payRewards } from "./rewards.ts"
import { createChainBuilder, type PlacelessEvent, testRules } from "./testing/chainBuilder.ts"
import { testAddress, testOperator } from "./testing/testOperator.ts"
import type { ChainState, NodeRecord } from "./types.ts"

const { preset } = testRules("devnet")
const rate = (atomicPerDay: bigint): PlacelessEvent => ({
  kind: "rewardRateSet",
  atomicPerDay: amountAtomic(atomicPerDay),
})
const genesis = createChainBuilder().state()
const [template] = genesis.nodes as [NodeRecord]

/** A state with these stakes and fees, at a rate. */
function stateWith(
  nodes: readonly { feeBps: number; stakes: readonly bigint[] }[],
  atomicPerDay: bigint,
): ChainState {
  const records = nodes.map(({ feeBps, stakes }, at) => ({
    ...template,
    feeBps,
    contributors: stakes.map((stake, index) => {
      // Some beneficiaries serve several nodes, or one node twice.
      const beneficiary = testAddress(`beneficiary ${(at * 3 + index) % 5}`)
      return { staker: testAddress(`${at} ${index}`), beneficiary, amountAtomic: amountAtomic(stake) }
    }),
  }))
  return {
    ...genesis,
    nodes: records,
    rewards: { ...genesis.rewards, atomicPerDay: amountAtomic(atomicPerDay) },
  }
}

describe("payRewards", () => {
  it("pays nobody before the earning delay and loses nothing", () => {
    const chain = createChainBuilder({ events: [rate(43_200n)] })
    const first = chain.extend()
    expect(first.effects).toContainEqual({
      kind: "rewardsPaid",
      issuedMilli: 1_000n,
      paidMilli: 0n,
      payableCount: 0,
    })
    const second = chain.extend()
    expect(second.effects).toContainEqual({
      kind: "rewardsPaid",
      issuedMilli: 1_000n,
      paidMilli: 2_000n,
      payableCount: 4,
    })
    expect(lifetimeMilliOf(second.state.ledger, testOperator(1).operator)).toBe(500n)
    expect(lifetimeMilliOf(second.state.ledger, testAddress("nobody"))).toBe(0n)
  })

  it("issues exactly the rate over a day of blocks, whatever the rate", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), (atomicPerDay) => {
        let state = stateWith([{ feeBps: 0, stakes: [1n] }], atomicPerDay)
        const blockCount = 432
        for (let at = 0; at < blockCount; at++) state = payRewards(preset, state, height(10)).state
        const exactMilli = (atomicPerDay * 1000n * BigInt(blockCount)) / BigInt(preset.blocksPerDay)
        expect(state.rewards.issuedMilli).toBe(exactMilli)
      }),
      { numRuns: 20 },
    )
  })

  it("keeps paid + carry = issued for any nodes, stakes, fees and rates, over many blocks", () => {
    const node = fc.record({
      feeBps: fc.integer({ min: 0, max: 10_000 }),
      stakes: fc.array(fc.bigInt({ min: 1n, max: 25_000n * SESH_ATOMIC }), { minLength: 1, maxLength: 10 }),
    })
    const rates = fc.array(fc.bigInt({ min: 0n, max: 240_000_000n * SESH_ATOMIC }), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(fc.array(node, { maxLength: 7 }), rates, (nodes, atomicPerDays) => {
        let state = stateWith(nodes, 0n)
        for (const atomicPerDay of atomicPerDays) {
          state = { ...state, rewards: { ...state.rewards, atomicPerDay: amountAtomic(atomicPerDay) } }
          for (let block = 0; block < 5; block++) {
            const before = state
            state = payRewards(preset, state, height(10)).state
            checkMoney(state)
            for (const account of before.ledger.accounts) {
              const paid = lifetimeMilliOf(state.ledger, account) - lifetimeMilliOf(before.ledger, account)
              expect(paid >= 0n).toBe(true)
            }
          }
        }
        // What is carried is less than a part per node and a thousandth per division.
        if (nodes.length > 0) expect(state.rewards.carryMilli < BigInt(nodes.length * 12)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it("pays every node the same part, to the thousandth", () => {
    const state = stateWith(
      Array.from({ length: 7 }, () => ({ feeBps: 10_000, stakes: [1n] })),
      43_200n * 8n,
    )
    const { ledger, rewards } = payRewards(preset, state, height(10)).state
    expect(ledgerTotalMilli(ledger) + rewards.carryMilli).toBe(8_000n)
    expect(rewards.carryMilli).toBe(8_000n % 7n)
  })

  it("pays the old and the new beneficiaries when the list of accounts grows", () => {
    const chain = createChainBuilder({ nodeCount: 5, events: [rate(43_200_000n)] })
    chain.extendBy(4)
    const before = chain.state()
    chain.extend({ events: [chain.registration(testOperator(6))] })
    chain.extendBy(3)
    const { ledger } = chain.state()
    expect(ledger.accounts).toHaveLength(6)
    expect([...ledger.accounts].sort()).toEqual(ledger.accounts)
    for (const account of before.ledger.accounts) {
      expect(lifetimeMilliOf(ledger, account) > lifetimeMilliOf(before.ledger, account)).toBe(true)
    }
    checkMoney(chain.state())
  })
})

describe("a new reward rate", () => {
  const dayBlocks = preset.blocksPerDay
  it("starts freely, falls at once and rises by at most 2 % a day", () => {
    const chain = createChainBuilder({ events: [rate(1_000_000n)] })
    const after = (event: PlacelessEvent, lateMs = 0) =>
      chain.extend({ events: [event], lateMs }).state.rewards.atomicPerDay
    expect(after(rate(500_000n))).toBe(500_000n)
    expect(after(rate(900_000n), 86_400_000 - preset.blockIntervalMs)).toBe(510_000n)
    expect(after(rate(515_000n), 86_400_000 - preset.blockIntervalMs)).toBe(515_000n)
    expect(after(rate(515_001n))).toBe(515_000n)
    expect(after(rate(0n))).toBe(0n)
    expect(after(rate(7n))).toBe(7n)
    expect(dayBlocks).toBe(43_200)
  })
  it("is never higher than all SESH there is", () => {
    const chain = createChainBuilder({ events: [rate(2n ** 255n)] })
    expect(chain.state().rewards.atomicPerDay).toBe(240_000_000n * SESH_ATOMIC)
  })
})

import { amountAtomic, SESH_ATOMIC } from "@sextant/shared/units"
import type { RegistryId } from "@sextant/wire/l2Event"
import { describe, expect, it } from "vitest"
import { checkMoney } from "./invariants.ts"
import { lifetimeMilliOf } from "./ledger.ts"
import { takeSnapshot } from "./takeSnapshot.ts"
import { createChainBuilder, type PlacelessEvent } from "./testing/chainBuilder.ts"
import { testAddress, testOperator } from "./testing/testOperator.ts"

const registryId = 5 as RegistryId
const share = (name: string, sesh: bigint) => ({
  staker: testAddress(name),
  beneficiary: testAddress(`${name} earns`),
  amountAtomic: amountAtomic(sesh * SESH_ATOMIC),
})
const stakes = [share("operator", 6_250n), share("second", 10_000n), share("third", 8_750n)]
const rate: PlacelessEvent = { kind: "rewardRateSet", atomicPerDay: amountAtomic(16_500n * SESH_ATOMIC) }

/** A network of four solo nodes that a pool's node has joined. */
function joined() {
  const chain = createChainBuilder({ events: [rate] })
  const pool = testAddress("pool")
  // Signed before anyone but the operator had contributed.
  const signed = chain.registration(testOperator(registryId, { feeBps: 1_000, payer: pool }))
  const registration = { ...signed, contributors: stakes } as PlacelessEvent
  chain.extend({ events: [registration] })
  return chain
}

describe("a node that several stake in", () => {
  it("shares each part by fee and stakes, rounded down, and the rest is carried", () => {
    const chain = joined()
    expect(stakes.map(({ beneficiary }) => lifetimeMilliOf(chain.state().ledger, beneficiary))).toEqual([
      0n,
      0n,
      0n,
    ])
    chain.extendBy(chain.rules.preset.earningDelayBlocks + 7)
    const { ledger, rewards } = chain.state()
    const [operator, second, third] = stakes.map(({ beneficiary }) => lifetimeMilliOf(ledger, beneficiary))
    // With a fee of 10 % the operator has 0.1 + 0.9 / 4, the others 0.9 × 0.4 and 0.9 × 0.35 of the node's part.
    const part = (operator ?? 0n) + (second ?? 0n) + (third ?? 0n)
    const near = (found: bigint | undefined, perMille: bigint) =>
      expect(Number(found ?? 0n) / Number(part)).toBeCloseTo(Number(perMille) / 1_000, 6)
    near(operator, 325n)
    near(second, 360n)
    near(third, 315n)
    // Less than a thousandth for each share, and for the division between the nodes.
    expect(rewards.carryMilli).toBeLessThan(12n)
    expect(() => checkMoney(chain.state())).not.toThrow()
  })

  it("leaves whoever of its stakers asked, and is settled once by a liquidation's two events", () => {
    const chain = joined()
    const asked = chain.extend({ events: [{ kind: "exitRequested", registryId }] })
    expect(asked.effects).toContainEqual(expect.objectContaining({ kind: "exitScheduled" }))
    chain.extendBy(chain.rules.preset.unlockBlocks + 1)
    const state = chain.state()
    expect(state.nodes.some((node) => node.registryId === registryId)).toBe(false)
    const earned = stakes.map(({ beneficiary }) => lifetimeMilliOf(state.ledger, beneficiary))
    expect(takeSnapshot(state).exits).toEqual([expect.objectContaining({ registryId, kind: "exit" })])
    const events: PlacelessEvent[] = [
      { kind: "nodeExited", registryId },
      { kind: "nodeLiquidated", registryId },
    ]
    const settled = chain.extend({ events })
    expect(settled.effects.filter(({ kind }) => kind === "exitSettled")).toHaveLength(1)
    expect(settled.effects.filter(({ kind }) => kind === "nodeLeft")).toHaveLength(0)
    expect(settled.state.exits).toEqual([])
    // The penalty is the contract's matter: no reward is taken back.
    expect(stakes.map(({ beneficiary }) => lifetimeMilliOf(settled.state.ledger, beneficiary))).toEqual(
      earned,
    )
  })
})

import { amountAtomic, l2Height, SESH_ATOMIC } from "@sextant/shared/units"
import type { Contributor, RegistryId } from "@sextant/wire/l2Event"
import { describe, expect, it } from "vitest"
import { type Registration, refusalOf } from "./registration.ts"
import { createChainBuilder } from "./testing/chainBuilder.ts"
import { registrationOf, testAddress, testOperator } from "./testing/testOperator.ts"

const chain = createChainBuilder()
const { domain } = chain.rules
const at = { l2Height: l2Height(2_000), logIndex: 0 }
const refusal = (registration: Registration) => refusalOf(domain, chain.state(), registration)
const stake = (name: string, sesh: bigint, restAtomic = 0n): Contributor => ({
  staker: testAddress(name),
  beneficiary: testAddress(name),
  amountAtomic: amountAtomic(sesh * SESH_ATOMIC + restAtomic),
})
const withStakes = (contributors: readonly Contributor[], feeBps = 0) =>
  refusal(registrationOf(domain, testOperator(9, { contributors, feeBps }), at))

describe("refusalOf", () => {
  it("accepts one operator, or ten contributors with a quarter from the operator", () => {
    expect(refusal(registrationOf(domain, testOperator(9), at))).toBeUndefined()
    const nine = Array.from({ length: 9 }, (_, index) => stake(`c${index}`, index === 0 ? 18_742n : 1n))
    expect(withStakes([stake("op", 6_250n), ...nine], 10_000)).toBeUndefined()
  })
  it("refuses keys that are in use", () => {
    const [first, second] = [testOperator(1), testOperator(9)]
    expect(refusal(registrationOf(domain, first, at))).toBe("node-key-in-use")
    const sameBls = { ...second, blsPublicKey: first.blsPublicKey, blsSecretKey: first.blsSecretKey }
    expect(refusal(registrationOf(domain, sameBls, at))).toBe("bls-key-in-use")
  })
  it("refuses a BLS key that is no key", () => {
    const registration = registrationOf(domain, testOperator(9), at)
    expect(refusal({ ...registration, blsPublicKey: new Uint8Array(48) })).toBe("bls-key-invalid")
  })
  it("refuses too few or too many contributors, and one listed twice", () => {
    expect(withStakes([])).toBe("contributor-count")
    const eleven = Array.from({ length: 11 }, (_, index) => stake(`c${index}`, 1n))
    expect(withStakes(eleven)).toBe("contributor-count")
    expect(withStakes([stake("a", 12_500n), stake("a", 12_500n)])).toBe("contributor-twice")
  })
  it("refuses a fee above 100 %", () => {
    expect(withStakes([stake("a", 25_000n)], 10_001)).toBe("fee-too-high")
  })
  it("refuses stakes that are too small, empty or do not sum up", () => {
    expect(withStakes([stake("a", 6_250n, -1n), stake("b", 18_750n, 1n)])).toBe("operator-stake-too-low")
    expect(withStakes([stake("a", 25_000n), stake("b", 0n)])).toBe("stake-zero")
    expect(withStakes([stake("a", 25_000n, 1n)])).toBe("stake-sum-wrong")
    expect(withStakes([stake("a", 25_000n, -1n)])).toBe("stake-sum-wrong")
  })
  it("refuses a signature over anything else", () => {
    const registration = registrationOf(domain, testOperator(9), at)
    expect(refusal({ ...registration, feeBps: registration.feeBps + 1 })).toBe("node-signature-wrong")
    expect(refusal({ ...registration, operator: testAddress("other") })).toBe("node-signature-wrong")
    const paidByOther = { ...registration, payer: testAddress("pool") }
    expect(refusal(paidByOther)).toBe("node-signature-wrong")
    const elsewhere = { ...domain, chainId: 1 }
    expect(refusal(registrationOf(elsewhere, testOperator(9), at))).toBe("node-signature-wrong")
  })
  it("accepts whatever contributors a pool brings that the node key signed for, and no other payer", () => {
    const pool = testAddress("pool")
    const filled = [stake("operator 9", 6_250n), stake("b", 10_000n), stake("c", 8_750n)]
    const signedEarlier = registrationOf(domain, testOperator(9, { payer: pool }), at)
    expect(refusal({ ...signedEarlier, contributors: filled })).toBeUndefined()
    expect(refusal({ ...signedEarlier, contributors: filled, payer: testAddress("other pool") })).toBe(
      "node-signature-wrong",
    )
    expect(refusal({ ...signedEarlier, contributors: filled, payer: signedEarlier.operator })).toBe(
      "node-signature-wrong",
    )
    expect(refusal({ ...signedEarlier, contributors: filled, feeBps: signedEarlier.feeBps + 1 })).toBe(
      "node-signature-wrong",
    )
  })
})

describe("a refused registration", () => {
  it("is recorded with its reason and refundable at once, until the contract has paid it back", () => {
    const network = createChainBuilder()
    const bad = testOperator(8, { feeBps: 10_001 })
    const { state, effects } = network.extend({ events: [network.registration(bad)] })
    expect(effects).toContainEqual({
      kind: "registrationRefused",
      nodeId: bad.nodeId,
      registryId: 8,
      reason: "fee-too-high",
    })
    const nowS = state.latestHeader.timestampMs / 1000
    expect(state.exits).toMatchObject([
      { registryId: 8, kind: "refused", reason: "fee-too-high", eligibleAtS: nowS, unlockAtS: nowS },
    ])
    expect(state.nodes).toHaveLength(4)
    const settled = network.extend({ events: [{ kind: "nodeExited", registryId: 8 as RegistryId }] })
    expect(settled.state.exits).toEqual([])
    const again = network.extend({ events: [network.registration(testOperator(8))] })
    expect(again.state.nodes).toHaveLength(5)
  })
})

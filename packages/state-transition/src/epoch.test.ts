import type { RegistryId } from "@sextant/wire/l2Event"
import { describe, expect, it } from "vitest"
import { epochOf, isEpochEnd, isEpochStart, leaderOf, leaderOrderOf, validatorSetOf } from "./epoch.ts"
import { createChainBuilder } from "./testing/chainBuilder.ts"
import { testOperator } from "./testing/testOperator.ts"

describe("validator sets", () => {
  it("are the active nodes at the end of the epoch before the last", () => {
    const chain = createChainBuilder({ nodeCount: 5 })
    const join = () => chain.extend({ events: [chain.registration(testOperator(6))] })
    chain.extendBy(8)
    join()
    expect(chain.state().latestHeader.height).toBe(9)
    const countAt = (epoch: number) => validatorSetOf(chain.state(), epoch).validators.length
    chain.extend()
    expect([countAt(1), countAt(2)]).toEqual([5, 6])
    chain.extend({ events: [{ kind: "nodeExited", registryId: 1 as RegistryId }] })
    chain.extendBy(9)
    expect(chain.state().latestHeader.height).toBe(20)
    expect([countAt(2), countAt(3)]).toEqual([6, 5])
    expect(() => countAt(1)).toThrow(expect.objectContaining({ code: "epoch/unknown-set" }))
  })
  it("order their leaders anew in every epoch", () => {
    const chain = createChainBuilder({ nodeCount: 12 })
    const orders = new Set<string>()
    for (let epoch = 0; epoch < 4; epoch++) {
      orders.add(leaderOrderOf(chain.state().currentValidators).join())
      chain.extendBy(10)
    }
    expect(orders.size).toBe(3)
  })
  it("let every validator lead once in as many views as there are validators", () => {
    const set = createChainBuilder({ nodeCount: 7 }).state().currentValidators
    const leaders = Array.from({ length: 7 }, (_, view) => leaderOf(set, view + 1))
    expect(new Set(leaders).size).toBe(7)
    expect(leaderOf(set, 8)).toBe(leaderOf(set, 1))
  })
})

describe("epochOf", () => {
  it("counts from 0, with genesis in the first", () => {
    const { preset } = createChainBuilder().rules
    expect([0, 9, 10, 19, 20].map((height) => epochOf(preset, height))).toEqual([0, 0, 1, 1, 2])
    expect([8, 9, 10].map((height) => isEpochEnd(preset, height))).toEqual([false, true, false])
    expect([9, 10, 11].map((height) => isEpochStart(preset, height))).toEqual([false, true, false])
  })
})

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { leaderOf } from "./epoch.ts"
import { chancesOf, EMPTY_RING, missedOf, recordChance, takenOf } from "./ring.ts"
import { createChainBuilder } from "./testing/chainBuilder.ts"

describe("recordChance", () => {
  it("remembers the last eight chances in order", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), (missed) => {
        const ring = missed.reduce(recordChance, EMPTY_RING)
        const last = missed.slice(-8)
        expect(takenOf(ring)).toEqual(last.map((isMissed) => !isMissed))
        expect(chancesOf(ring)).toBe(last.length)
        expect(missedOf(ring)).toBe(last.filter(Boolean).length)
        expect(ring).toBeLessThan(2 ** 16)
      }),
    )
  })
})

describe("participation", () => {
  it("charges those who are absent from the certificate that a block carries", () => {
    const chain = createChainBuilder({ nodeCount: 7 })
    chain.extend()
    for (let block = 0; block < 3; block++) chain.extend({ absent: [2, 5] })
    const { votes } = chain.state().participation
    expect([...votes].map(missedOf)).toEqual([0, 0, 3, 0, 0, 3, 0])
    expect([...votes].map(chancesOf)).toEqual([3, 3, 3, 3, 3, 3, 3])
  })
  it("charges the leaders of views that were given up, and credits the one who proposed", () => {
    const chain = createChainBuilder({ nodeCount: 7 })
    chain.extendBy(2)
    const { view } = chain.state().latestHeader
    const set = chain.state().currentValidators
    const before = chain.state().participation.proposals
    chain.extend({ skippedViews: 2 })
    const after = chain.state().participation.proposals
    const change = (index: number) => [
      chancesOf(after[index] as number) - chancesOf(before[index] as number),
      missedOf(after[index] as number) - missedOf(before[index] as number),
    ]
    expect(change(leaderOf(set, view + 1))).toEqual([1, 1])
    expect(change(leaderOf(set, view + 2))).toEqual([1, 1])
    expect(change(leaderOf(set, view + 3))).toEqual([1, 0])
  })
  it("charges nobody for more views in a row than leaders can be at fault", () => {
    for (const skippedViews of [3, 4_000_000_000]) {
      const chain = createChainBuilder({ nodeCount: 7 })
      chain.extend({ skippedViews })
      const { proposals } = chain.state().participation
      expect([...proposals].map(missedOf)).toEqual([0, 0, 0, 0, 0, 0, 0])
      expect([...proposals].reduce((sum, ring) => sum + chancesOf(ring), 0)).toBe(1)
    }
  })
})

import { describe, expect, it } from "vitest"
import { nonSignersMaxOf, quorumOf } from "./quorum.ts"

describe("nonSignersMaxOf (vector 27)", () => {
  it.each([
    [600, 200],
    [899, 299],
    [900, 300],
    // The reference stops at 300. Ours goes on: the contract takes as many keys as calldata holds.
    [1_500, 500],
  ])("lets of %d nodes %d not sign", (nodeCount, most) => {
    expect(nonSignersMaxOf(nodeCount)).toBe(most)
  })
})

describe("quorumOf", () => {
  it("is more than two thirds, and the least such number", () => {
    for (let count = 1; count <= 400; count++) {
      expect(3 * quorumOf(count)).toBeGreaterThan(2 * count)
      expect(3 * (quorumOf(count) - 1)).toBeLessThanOrEqual(2 * count)
    }
    expect(quorumOf(10)).toBe(7)
  })
})

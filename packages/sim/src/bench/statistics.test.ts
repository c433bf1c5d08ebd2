import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { alternate, cpuMs, growthExponent, median, percentile, timeMs } from "./statistics.ts"

describe("percentile", () => {
  it("gives a value of the list, whatever its order", () => {
    expect(percentile([5, 1, 4, 2, 3], 0)).toBe(1)
    expect(median([5, 1, 4, 2, 3])).toBe(3)
    expect(percentile([5, 1, 4, 2, 3], 0.95)).toBe(5)
    expect(percentile([5, 1, 4, 2, 3], 1)).toBe(5)
    expect(median([])).toBeNaN()
  })
})

describe("growthExponent", () => {
  it("finds the exponent of a power law", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 3, noNaN: true }), (exponent) => {
        const points = [1_000, 10_000, 100_000].map((size) => ({ size, cost: 7 * size ** exponent }))
        expect(growthExponent(points)).toBeCloseTo(exponent, 6)
      }),
    )
  })
  it("is 0 for a cost that does not grow, and needs two sizes", () => {
    const flat = [10, 100].map((size) => ({ size, cost: 3 }))
    expect(growthExponent(flat)).toBeCloseTo(0)
    expect(() => growthExponent(flat.slice(1))).toThrow("two points")
  })
})

describe("alternate", () => {
  it("turns the order round every time", () => {
    const seen: string[] = []
    alternate(3, [(round) => seen.push(`a${round}`), (round) => seen.push(`b${round}`)])
    expect(seen).toEqual(["a0", "b0", "b1", "a1", "a2", "b2"])
  })
})

describe("timeMs", () => {
  it("measures the work once", () => {
    let runs = 0
    expect(timeMs(() => runs++)).toBeGreaterThanOrEqual(0)
    expect(runs).toBe(1)
  })
})

describe("cpuMs", () => {
  it("does not count time in which nothing is computed", () => {
    const idle = cpuMs(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100))
    expect(idle).toBeLessThan(50)
    const busy = cpuMs(() => {
      const untilMs = performance.now() + 200
      while (performance.now() < untilMs);
    })
    expect(busy).toBeGreaterThan(idle)
  })
})

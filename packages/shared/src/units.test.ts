import { describe, expect, it } from "vitest"
import { amountAtomic, height, l2Height, nextHeight, unixMs } from "./units.ts"

describe("units", () => {
  it("accept whole numbers from 0 to 2^53 - 1", () => {
    for (const make of [height, l2Height, unixMs]) {
      expect(make(0)).toBe(0)
      expect(make(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER)
    }
    expect(amountAtomic(0n)).toBe(0n)
    expect(nextHeight(height(7))).toBe(8)
  })
  it("refuse everything else", () => {
    for (const make of [height, l2Height, unixMs]) {
      for (const value of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
        expect(() => make(value)).toThrow(RangeError)
      }
    }
    expect(() => amountAtomic(-1n)).toThrow(RangeError)
    expect(() => nextHeight(height(Number.MAX_SAFE_INTEGER))).toThrow(RangeError)
  })
})

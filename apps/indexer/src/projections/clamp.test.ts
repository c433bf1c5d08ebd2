import { describe, expect, it } from "vitest"
import { dateOfSeconds, toBigintColumn, toIntegerColumn } from "./clamp.ts"

const HUGE = 2n ** 256n - 1n

describe("clamp", () => {
  it("leaves what fits alone", () => {
    expect(dateOfSeconds(1_700_000_000n).toISOString()).toBe("2023-11-14T22:13:20.000Z")
    expect(toBigintColumn(240_000_000_000_000_000n)).toBe(240_000_000_000_000_000n)
    expect(toIntegerColumn(400n)).toBe(400)
  })

  it("brings a contract's largest numbers into what a column holds", () => {
    expect(dateOfSeconds(HUGE).toISOString()).toBe("9999-12-31T23:59:59.000Z")
    expect(toBigintColumn(HUGE)).toBe(2n ** 63n - 1n)
    expect(toIntegerColumn(HUGE)).toBe(2 ** 31 - 1)
  })
})

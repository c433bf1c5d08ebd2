import { describe, expect, it } from "vitest"
import { judge } from "./report.ts"

describe("judge", () => {
  it("computes the ratio to the anchor and holds the goal against it", () => {
    const anchor = { name: "reference", value: 1_000 }
    expect(judge({ row: "a", value: 250, unit: "gas", anchor, goal: "<= 0.3x" })).toMatchObject({
      ratio: 0.25,
      met: true,
    })
    expect(judge({ row: "a", value: 350, unit: "gas", anchor, goal: "<= 0.3x" })).toMatchObject({
      met: false,
    })
  })

  it("holds a goal without x against the value itself", () => {
    expect(judge({ row: "a", value: 29, unit: "s", goal: "<= 30" })).toMatchObject({ met: true })
    expect(judge({ row: "a", value: 1_999, unit: "blocks/s", goal: ">= 2000" })).toMatchObject({ met: false })
  })

  it("says nothing about a figure without a goal", () => {
    expect(judge({ row: "a", value: 1, unit: "s" })).not.toHaveProperty("met")
  })

  it("refuses a goal it cannot hold against anything", () => {
    expect(() => judge({ row: "a", value: 1, unit: "s", goal: "<= 0.3x" })).toThrow("needs an anchor")
    expect(() => judge({ row: "a", value: 1, unit: "s", goal: "fast" })).toThrow("a goal reads")
  })
})

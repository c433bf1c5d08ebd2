import { describe, expect, it } from "vitest"
import { gasChanges, gasPage, missedGoals, snapshotOf } from "./report.ts"
import { type GasRow, gasRow, mean } from "./rows.ts"

const anchor = ["reference", 1_000] as const
const rows: readonly GasRow[] = [
  gasRow("cheap", 250n, { anchor, ratioMax: 0.25 }),
  gasRow("dear", 251n, { anchor, ratioMax: 0.25 }),
  gasRow("alone", 77n),
]

describe("gasRow", () => {
  it("meets a goal exactly at its bound, and has none without one", () => {
    expect(rows.map(({ met }) => met)).toEqual([true, false, undefined])
    expect(gasRow("compared", 500n, { anchor })).toEqual({
      row: "compared",
      value: 500,
      unit: "gas",
      anchor: { name: "reference", value: 1_000 },
      ratio: 0.5,
    })
  })
})

describe("mean", () => {
  it("rounds down, and refuses nothing", () => {
    expect(mean([1n, 2n, 5n])).toBe(2n)
    expect(() => mean([])).toThrow(RangeError)
  })
})

describe("gasChanges", () => {
  it("finds nothing against the same figures, and each figure that came, went or moved by one", () => {
    const committed = snapshotOf(rows)
    expect(gasChanges(committed, snapshotOf(rows))).toEqual([])
    expect(gasChanges(committed, { cheap: 249, alone: 77, new: 1 })).toEqual([
      "cheap: 250 became 249 (-1)",
      "dear: no longer measured",
      "new: new, 1",
    ])
  })
})

describe("missedGoals", () => {
  it("names the rows beyond their bound", () => {
    expect(missedGoals(rows)).toEqual(["dear: 0.251x, goal <= 0.25x"])
  })
})

describe("gasPage", () => {
  it("has a line per row, blank where there is nothing to compare", () => {
    const page = gasPage(rows)
    expect(page).toContain("| cheap | 250 | 1,000 (reference) | 0.250 | ≤ 0.25 |")
    expect(page).toContain("| alone | 77 |  |  |  |")
  })
})

import { describe, expect, it } from "vitest"
import { snapshotHeights } from "./appchainStep.ts"

describe("snapshotHeights", () => {
  const none = new Set<number>()

  it("names every snapshot that a range brings", () => {
    expect(snapshotHeights({ from: 0, to: 52, interval: 5 }, none)).toEqual([
      5, 10, 15, 20, 25, 30, 35, 40, 45, 50,
    ])
  })

  it("asks again for the newest four, except those that are settled", () => {
    expect(snapshotHeights({ from: 52, to: 52, interval: 5 }, new Set([40, 45]))).toEqual([35, 50])
  })

  it("has none before the first", () => {
    expect(snapshotHeights({ from: 0, to: 4, interval: 5 }, none)).toEqual([])
  })
})

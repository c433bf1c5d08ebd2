import { describe, expect, it } from "vitest"
import { describeNetwork } from "./describeNetwork.ts"

const counts = {
  active: 7,
  decommissioned: 0,
  exiting: 0,
  joining: 0,
  deregistered: 0,
  refused: 0,
  exited: 0,
}
const facts = { headHeight: 90, headAtMs: 100_000, blockIntervalMs: 2_000, nodeCounts: counts }

describe("describeNetwork", () => {
  it("says that all is well", () => {
    expect(describeNetwork(facts, 101_000)).toMatchObject({ tone: "good", title: "On course." })
  })

  it("says that finality waits after six intervals, and not before ten seconds", () => {
    expect(describeNetwork(facts, 109_900).tone).toBe("good")
    expect(describeNetwork(facts, 113_000)).toMatchObject({ tone: "bad", title: "Finality is waiting." })
    const slow = { ...facts, blockIntervalMs: 120_000 }
    expect(describeNetwork(slow, 100_000 + 700_000).tone).toBe("good")
    expect(describeNetwork(slow, 100_000 + 730_000).tone).toBe("bad")
  })

  it("counts decommissioned nodes", () => {
    const described = describeNetwork(
      { ...facts, nodeCounts: { ...counts, active: 6, decommissioned: 1 } },
      101_000,
    )
    expect(described).toMatchObject({ tone: "warn", title: "One node is down." })
    expect(described.sentence).toContain("6 nodes are active, 1 decommissioned")
  })

  it("does not pretend before the first block", () => {
    expect(describeNetwork({ ...facts, headHeight: null, headAtMs: null }, 1).title).toContain("not started")
  })
})

import { describe, expect, it } from "vitest"
import { describeNode, type NodeFacts } from "./describeNode.ts"

const params = { headHeight: 1_000, blockIntervalMs: 2_000, nowMs: 1_000_000 }
const active: NodeFacts = {
  state: "active",
  activeSinceHeight: 12,
  earningFromHeight: 14,
  exitHeight: null,
  exitRequestedHeight: null,
  refusedReason: null,
  creditBlocks: 30,
  votes: Array.from({ length: 8 }, () => true),
  exitLeaf: null,
  left: null,
}
const leaf = { kind: "exit" as const, eligibleAtMs: 900_000, unlockAtMs: 900_000, snapshotHeight: 995 }
const left = {
  kind: "exit" as const,
  atMs: 0,
  unlockAtMs: 0,
  returnedAtomic: "1",
  txHash: "0x00",
  l2Number: 1,
}

describe("describeNode", () => {
  it("says since when a node is active and earning", () => {
    expect(describeNode(active, params)).toEqual({
      word: "Active",
      tone: "good",
      icon: "check",
      sentence: "Active since block 12 and earning.",
    })
  })

  it("says when a fresh node starts to earn", () => {
    expect(describeNode({ ...active, earningFromHeight: 1_030 }, params).sentence).toBe(
      "Active since block 12; earns from block 1,030, in about 1\u202fmin.",
    )
  })

  it("calls a node at risk only when more than half of its tested votes are missed", () => {
    const votes = [true, true, true, false, true, false, true, false, false]
    expect(describeNode({ ...active, votes }, params).word).toBe("Active")
    const worse = describeNode({ ...active, votes: [...votes, false] }, params)
    expect(worse.word).toBe("Active, at risk")
    expect(worse.sentence).toContain("missed 5 of its last 8 votes")
  })

  it("does not judge a node by one or two votes", () => {
    expect(describeNode({ ...active, votes: [false, false] }, params).word).toBe("Active")
  })

  it("counts a decommissioned node's credit down", () => {
    expect(describeNode({ ...active, state: "decommissioned" }, params).sentence).toContain(
      "in about 1\u202fmin (30 blocks",
    )
  })

  it("follows an exit from request to return", () => {
    const exiting: NodeFacts = { ...active, state: "exiting", exitHeight: 1_015 }
    expect(describeNode(exiting, params).sentence).toContain("Leaves at block 1,015, in about 30\u202fs")
    expect(describeNode({ ...exiting, exitHeight: 990 }, params).sentence).toContain(
      "the next snapshot lets it leave",
    )
    const ready = describeNode({ ...active, state: "exited", exitLeaf: leaf }, params)
    expect(ready.word).toBe("Ready to exit")
    expect(ready.sentence).toContain("Anyone may complete the exit now")
    const gone = describeNode({ ...active, state: "exited", left }, params)
    expect(gone.word).toBe("Exited")
    expect(gone.sentence).toContain("returned to the stakers")
  })

  it("says why a registration was refused and how long a deregistered stake stays locked", () => {
    const refused = describeNode(
      { ...active, state: "refused", refusedReason: "duplicate key", exitLeaf: leaf },
      params,
    )
    expect(refused.sentence).toContain("(duplicate key)")
    const removed = {
      ...active,
      state: "deregistered" as const,
      exitLeaf: { ...leaf, unlockAtMs: 1_060_000 },
    }
    expect(describeNode(removed, params).sentence).toContain("unlocks in 1\u202fmin")
  })

  it("invents no time when the block interval is unknown", () => {
    const exiting: NodeFacts = { ...active, state: "exiting", exitHeight: 1_015 }
    expect(describeNode(exiting, { ...params, blockIntervalMs: null }).sentence).not.toContain("about")
  })

  it("has a word, a sentence and an icon for every state", () => {
    for (const state of [
      "joining",
      "active",
      "decommissioned",
      "exiting",
      "deregistered",
      "refused",
      "exited",
    ] as const) {
      const described = describeNode({ ...active, state }, params)
      expect(described.word.length * described.sentence.length * described.icon.length).toBeGreaterThan(0)
      expect(described.sentence).toMatch(/\.$/)
    }
  })
})

import { describe, expect, it } from "vitest"
import { exitSteps, isLeaving } from "./exitSteps.ts"

const staying = {
  state: "active" as const,
  exitRequestedHeight: null,
  exitHeight: null,
  exitLeaf: null,
  left: null,
  headHeight: 100,
}
const statuses = (node: Parameters<typeof exitSteps>[0]) => exitSteps(node).map(({ status }) => status)

describe("exitSteps", () => {
  it("moves from request to waiting to snapshot to the L2", () => {
    const requested = { ...staying, state: "exiting" as const, exitRequestedHeight: 90, exitHeight: 120 }
    expect(statuses(requested)).toEqual(["done", "now", "ahead", "ahead"])
    expect(statuses({ ...requested, headHeight: 120 })).toEqual(["done", "done", "now", "ahead"])
    const exitLeaf = { kind: "exit" as const, eligibleAtMs: 0, unlockAtMs: 0, snapshotHeight: 125 }
    expect(statuses({ ...requested, headHeight: 126, exitLeaf })).toEqual(["done", "done", "done", "now"])
  })

  it("counts earlier steps as done once a later one is, as for an exit without a snapshot", () => {
    const left = {
      kind: "withoutSnapshot" as const,
      atMs: 0,
      unlockAtMs: 0,
      returnedAtomic: "0",
      txHash: "0x",
      l2Number: 1,
    }
    expect(statuses({ ...staying, state: "exited" as const, left })).toEqual(["done", "done", "done", "done"])
  })
})

describe("isLeaving", () => {
  it("is false for a node that stays", () => {
    expect(isLeaving(staying)).toBe(false)
    expect(isLeaving({ ...staying, exitRequestedHeight: 3 })).toBe(true)
  })
})

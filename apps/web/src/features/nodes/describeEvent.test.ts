import { describe, expect, it } from "vitest"
import { describeEvent } from "./describeEvent.ts"

const event = {
  id: "1",
  source: "appchain" as const,
  height: 3,
  atMs: 0,
  txHash: null,
  from: null,
  to: null,
  verdict: null,
}

describe("describeEvent", () => {
  it("has words for what both chains report", () => {
    expect(describeEvent({ ...event, kind: "exitedOnL2" }).sentence).toBe("Left on the L2")
    expect(describeEvent({ ...event, kind: "equivocated" })).toMatchObject({ tone: "bad" })
  })

  it("says what the judges saw fail", () => {
    const verdict = { reasonsAll: 1, reasonsAny: 0x21, votes: [{ judge: "ab".repeat(32), reasons: 1 }] }
    expect(describeEvent({ ...event, kind: "decommissioned", verdict }).sentence).toBe(
      "Decommissioned by the judges: uptime proof, clock",
    )
    const returned = { reasonsAll: 0, reasonsAny: 0, votes: [] }
    expect(describeEvent({ ...event, kind: "recommissioned", verdict: returned }).sentence).toBe(
      "Recommissioned by the judges",
    )
  })

  it("names the states a node moves between", () => {
    const changed = { ...event, kind: "stateChanged" }
    expect(describeEvent({ ...changed, from: "active", to: "exiting" })).toEqual({
      tone: "move",
      sentence: "From active to exiting",
    })
    expect(describeEvent({ ...changed, to: "active" }).sentence).toBe("Now active on the appchain")
    expect(describeEvent(changed).sentence).toBe("Changed its state")
  })

  it("shows an event it does not know by its name", () => {
    expect(describeEvent({ ...event, kind: "somethingNew" }).sentence).toBe("somethingNew")
  })
})

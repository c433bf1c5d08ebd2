import { describe, expect, it } from "vitest"
import { describeEvent } from "./describeEvent.ts"

const event = { id: "1", source: "appchain" as const, height: 3, atMs: 0, txHash: null, from: null, to: null }

describe("describeEvent", () => {
  it("has words for what both chains report", () => {
    expect(describeEvent({ ...event, kind: "exitedOnL2" }).sentence).toBe("Left on the L2")
    expect(describeEvent({ ...event, kind: "equivocated" })).toMatchObject({ tone: "bad" })
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

import { describe, expect, it } from "vitest"
import {
  castIn,
  effectsOf,
  fireTimer,
  instanceOf,
  learn,
  passMs,
  propose,
  startBench,
  statementOf,
} from "./simulation/coreBench.ts"

describe("applyInput: a hole in our memory", () => {
  it("says nothing in views it may have spoken in, and speaks again after them", () => {
    const core = startBench({ start: { silentThroughView: 2 } })
    const { blockHash } = propose(core, { view: 1 })
    expect(castIn(core)).toEqual([])
    learn(core, statementOf("notarize", 1, blockHash))
    expect(castIn(core)).toEqual([])
    passMs(core, 60_000)
    expect(castIn(core)).toEqual([])
    learn(core, statementOf("nullify", 2))
    expect(instanceOf(core).view).toBe(3)
    passMs(core, 60_000)
    expect(castIn(core)).toEqual(["nullify 3"])
  })

  it("sends again what it does remember, and nothing else", () => {
    const said = statementOf("nullify", 1)
    const core = startBench({ start: { silentThroughView: 3, ownStatements: [said] } })
    fireTimer(core, "resend")
    expect(effectsOf(core, "resendVote").map(({ statement }) => statement)).toEqual([said])
  })

  it("neither votes nor leads in an epoch that it may have voted in", () => {
    const core = startBench({ start: { silentThroughView: Number.POSITIVE_INFINITY } })
    for (let view = 1; view <= 8; view++) {
      passMs(core, 60_000)
      expect(castIn(core)).toEqual([])
      expect(effectsOf(core, "propose")).toEqual([])
      learn(core, statementOf("nullify", view))
      expect(castIn(core)).toEqual([])
    }
  })
})

import { describe, expect, it } from "vitest"
import {
  certificateBy,
  effectsOf,
  feed,
  hear,
  instanceOf,
  learn,
  startBench,
  statementOf,
  voteBy,
} from "./simulation/coreBench.ts"

const OTHER = new Uint8Array(32).fill(4)

describe("applyInput: certificates", () => {
  it("makes a certificate of a quorum of votes, checks the sum once, and relays it", () => {
    const core = startBench()
    hear(core, 1, statementOf("nullify", 1))
    hear(core, 2, statementOf("nullify", 1))
    expect(core.effects).toEqual([])
    hear(core, 3, statementOf("nullify", 1))
    expect(instanceOf(core).view).toBe(2)
    const [relayed] = effectsOf(core, "relayCertificate")
    expect(relayed?.certificate.signers.getTrueBitIndexes()).toEqual([1, 2, 3])
  })

  it("finds the bad vote among good ones, reports who brought it, and keeps the others", () => {
    const core = startBench()
    hear(core, 1, statementOf("nullify", 1))
    const forged = { ...voteBy(core, 2, statementOf("nullify", 1)), signature: OTHER }
    feed(core, { kind: "voteReceived", vote: forged, from: "liar" })
    hear(core, 3, statementOf("nullify", 1))
    expect(effectsOf(core, "misbehaved")).toMatchObject([{ misdeed: "badVoteSignature", from: "liar" }])
    expect(instanceOf(core).view).toBe(1)
    hear(core, 2, statementOf("nullify", 1))
    expect(instanceOf(core).view).toBe(2)
  })

  it("lets no forged vote keep a genuine one out", () => {
    const core = startBench()
    const forged = { ...voteBy(core, 2, statementOf("nullify", 1)), signature: OTHER }
    feed(core, { kind: "voteReceived", vote: forged, from: "liar" })
    hear(core, 2, statementOf("nullify", 1))
    expect(effectsOf(core, "misbehaved")).toMatchObject([{ from: "liar" }])
    hear(core, 1, statementOf("nullify", 1))
    hear(core, 3, statementOf("nullify", 1))
    expect(instanceOf(core).view).toBe(2)
  })

  it("refuses a certificate with too few signers or a wrong sum, and blames the sender", () => {
    const core = startBench()
    const statement = statementOf("nullify", 1)
    const few = certificateBy(core, [1, 2], statement)
    const wrong = { ...certificateBy(core, [1, 2, 3], statement), signature: OTHER }
    const foreign = {
      ...certificateBy(core, [1, 2, 3], statement),
      signers: certificateBy(startBench({ count: 7 }), [1, 2, 3], statement).signers,
    }
    for (const certificate of [few, wrong, foreign]) {
      feed(core, { kind: "certificateReceived", certificate, from: "liar" })
      expect(core.effects).toMatchObject([{ kind: "misbehaved", misdeed: "badCertificate", from: "liar" }])
    }
    expect(instanceOf(core).view).toBe(1)
  })

  it("jumps to where a quorum already is", () => {
    const core = startBench()
    learn(core, statementOf("nullify", 40))
    expect(instanceOf(core).view).toBe(41)
  })

  it("tells when two quorums contradict each other", () => {
    const core = startBench()
    learn(core, statementOf("notarize", 1, OTHER))
    learn(core, statementOf("finalize", 1, OTHER))
    learn(core, statementOf("nullify", 1))
    expect(effectsOf(core, "safetyViolated")).toHaveLength(1)
  })

  it("keeps no votes far ahead, far behind, or of nobody", () => {
    const core = startBench()
    hear(core, 1, statementOf("nullify", 34))
    const nobody = { ...voteBy(core, 1, statementOf("nullify", 1)), validatorIndex: 4 }
    feed(core, { kind: "voteReceived", vote: nobody, from: "peer" })
    expect(instanceOf(core).votes.size).toBe(0)
    learn(core, statementOf("nullify", 20))
    hear(core, 1, statementOf("nullify", 5))
    expect(instanceOf(core).votes.size).toBe(0)
  })
})

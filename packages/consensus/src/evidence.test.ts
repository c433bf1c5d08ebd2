import { describe, expect, it } from "vitest"
import {
  bench,
  effectsOf,
  feed,
  finalizeViews,
  fireTimer,
  hear,
  instanceOf,
  learn,
  passMs,
  proposalFor,
  propose,
  startBench,
  statementOf,
} from "./simulation/coreBench.ts"

describe("applyInput: evidence", () => {
  const first = new Uint8Array(32).fill(1)
  const second = new Uint8Array(32).fill(2)

  it("reports two notarize votes, two finalize votes, and finalize with nullify", () => {
    for (const [left, right] of [
      [statementOf("notarize", 1, first), statementOf("notarize", 1, second)],
      [statementOf("finalize", 1, first), statementOf("finalize", 1, second)],
      [statementOf("finalize", 1, first), statementOf("nullify", 1)],
      [statementOf("nullify", 1), statementOf("finalize", 1, first)],
    ] as const) {
      const core = startBench()
      hear(core, 2, left)
      hear(core, 2, right)
      expect(effectsOf(core, "equivocationFound")).toMatchObject([
        { equivocation: { first: left, second: right } },
      ])
      hear(core, 2, right)
      expect(core.effects).toEqual([])
    }
  })

  it("accuses nobody of what only looks like it", () => {
    const core = startBench()
    hear(core, 2, statementOf("notarize", 1, first))
    hear(core, 2, statementOf("finalize", 1, second))
    hear(core, 3, statementOf("notarize", 1, first))
    hear(core, 3, statementOf("nullify", 1))
    hear(core, 3, statementOf("notarize", 2, second))
    const forged = { ...statementOf("notarize", 1, second), validatorIndex: 1, signature: first }
    hear(core, 1, statementOf("notarize", 2, first))
    feed(core, { kind: "voteReceived", vote: forged, from: "liar" })
    expect(effectsOf(core, "equivocationFound")).toEqual([])
    hear(core, 1, statementOf("notarize", 1, first))
    expect(effectsOf(core, "equivocationFound")).toEqual([])
    expect(effectsOf(core, "misbehaved")).toMatchObject([{ from: "liar" }])
  })

  it("passes on a vote that a certificate convicts, whichever comes first", () => {
    const before = startBench()
    hear(before, 2, statementOf("notarize", 1, second))
    learn(before, statementOf("notarize", 1, first))
    expect(effectsOf(before, "forwardVote")).toMatchObject([{ vote: { validatorIndex: 2 } }])
    const after = startBench()
    learn(after, statementOf("notarize", 1, first))
    hear(after, 2, statementOf("notarize", 1, second))
    expect(effectsOf(after, "forwardVote")).toHaveLength(1)
    hear(after, 2, statementOf("notarize", 1, second))
    expect(after.effects).toEqual([])
  })

  it("passes on nothing that an honest validator may have said beside the certificate", () => {
    const core = startBench()
    hear(core, 2, statementOf("notarize", 1, second))
    hear(core, 3, statementOf("nullify", 2))
    learn(core, statementOf("finalize", 1, first))
    learn(core, statementOf("notarize", 2, first))
    expect(effectsOf(core, "forwardVote")).toEqual([])
  })

  it("reports a leader that proposes twice in a view", () => {
    const core = startBench()
    propose(core, { view: 1 })
    const { proposal, blockHash } = proposalFor(core, { view: 1, salt: 3 })
    feed(core, { kind: "proposalReceived", proposal, blockHash, from: "peer 2" })
    const said = { kind: "propose", epoch: 0, view: 1, validatorIndex: 1 }
    expect(effectsOf(core, "equivocationFound")).toMatchObject([
      { equivocation: { first: said, second: { ...said, blockHash } } },
    ])
  })
})

describe("applyInput: sending again", () => {
  it("pauses one delay, then two, then four, and stops when all is settled", () => {
    const core = startBench()
    passMs(core, 10_000)
    const pauses: number[] = []
    for (let round = 0; round < 4; round++) {
      const startedMs = core.nowMs
      fireTimer(core, "resend")
      pauses.push(core.nowMs - startedMs)
    }
    expect(pauses).toEqual([1, 2, 4, 4].map((delays) => delays * bench.delayMs))
    learn(core, statementOf("nullify", 1))
    expect(instanceOf(core).resend).toBeUndefined()
  })

  it("brings others along: head, newest notarization, and every view given up since, slice by slice", () => {
    const core = startBench()
    const { blockHash } = propose(core, { view: 1 })
    learn(core, statementOf("notarize", 1, blockHash))
    for (let view = 2; view <= 41; view++) learn(core, statementOf("nullify", view))
    passMs(core, 60_000)
    const sent = new Set<string>()
    for (let round = 0; round < 2; round++) {
      fireTimer(core, "resend")
      for (const { certificate } of effectsOf(core, "relayCertificate")) {
        sent.add(`${certificate.kind} ${certificate.view}`)
      }
    }
    expect(sent.size).toBe(41)
  })

  it("answers a peer that works on what has long been final, once per delay", () => {
    const core = startBench()
    finalizeViews(core, 2)
    hear(core, 3, statementOf("nullify", 1))
    expect(effectsOf(core, "sendCertificate")).toEqual([])
    core.nowMs += bench.delayMs
    hear(core, 3, statementOf("nullify", 1))
    expect(effectsOf(core, "sendCertificate")).toMatchObject([
      { to: "peer 3", certificate: { kind: "finalize", view: 2 } },
    ])
    hear(core, 3, statementOf("nullify", 1))
    expect(core.effects).toEqual([])
  })

  it("asks again for blocks that nobody has sent", () => {
    const core = startBench()
    learn(core, statementOf("notarize", 1, new Uint8Array(32).fill(4)))
    fireTimer(core, "resend")
    expect(effectsOf(core, "requestBlock")).toHaveLength(1)
  })
})

import { describe, expect, it } from "vitest"
import {
  bench,
  type CoreBench,
  effectsOf,
  feed,
  fireTimer,
  hear,
  instanceOf,
  learn,
  passMs,
  propose,
  START_MS,
  startBench,
  statementOf,
} from "./simulation/coreBench.ts"
import { simBlock, simHash } from "./simulation/simBlocks.ts"

const { blockIntervalMs } = bench

/** The runner has built what the newest `propose` effect asked for. */
function build(core: CoreBench): Uint8Array {
  const [asked] = effectsOf(core, "propose")
  if (asked === undefined) throw new Error("no block was asked for")
  const { view, parent, parentCertificate, proposerIndex, notBeforeMs } = asked
  const block = simBlock({ parent, parentCertificate, view, proposerIndex, timestampMs: notBeforeMs })
  const blockHash = simHash(block)
  feed(core, { kind: "blockBuilt", epoch: 0, view, block, blockHash })
  return blockHash
}

describe("applyInput: leading", () => {
  it("asks for a block exactly when the interval after the parent is over", () => {
    const core = startBench({ ownIndex: 1 })
    expect(effectsOf(core, "propose")).toEqual([])
    fireTimer(core, "revisit")
    expect(core.nowMs).toBe(START_MS + blockIntervalMs)
    expect(effectsOf(core, "propose")).toMatchObject([
      { view: 1, proposerIndex: 1, parent: { height: 0 }, parentCertificate: undefined },
    ])
  })

  it("votes for its block before it sends it, and asks for no second one", () => {
    const core = startBench({ ownIndex: 1 })
    fireTimer(core, "revisit")
    const blockHash = build(core)
    const kinds = core.effects.map((effect) => effect.kind)
    expect(kinds.indexOf("castVote")).toBeLessThan(kinds.indexOf("broadcastProposal"))
    expect(effectsOf(core, "broadcastProposal")).toMatchObject([
      { blockHash, again: false, nullifications: [] },
    ])
    passMs(core, 100)
    expect(effectsOf(core, "propose")).toEqual([])
  })

  it("drops a block that was built too late", () => {
    const core = startBench({ ownIndex: 1 })
    fireTimer(core, "revisit")
    const [asked] = effectsOf(core, "propose")
    learn(core, statementOf("nullify", 1))
    if (asked === undefined) throw new Error("no block was asked for")
    const block = simBlock({ ...asked, timestampMs: asked.notBeforeMs })
    feed(core, { kind: "blockBuilt", epoch: 0, view: 1, block, blockHash: simHash(block) })
    expect(core.effects).toEqual([])
  })

  it("builds on the newest notarized block over views that were given up, and proves them", () => {
    const core = startBench({ ownIndex: 3 })
    const first = propose(core, { view: 1 })
    const proof = learn(core, statementOf("notarize", 1, first.blockHash))
    learn(core, statementOf("nullify", 2))
    fireTimer(core, "revisit")
    expect(effectsOf(core, "propose")).toMatchObject([
      { view: 3, parent: first.parent, parentCertificate: { signature: proof.signature } },
    ])
    build(core)
    const [sent] = effectsOf(core, "broadcastProposal")
    expect(sent?.nullifications.map(({ view }) => view)).toEqual([2])
  })

  it("proposes nothing while a certificate is missing between the parent and its view", () => {
    const core = startBench({ ownIndex: 3 })
    core.nowMs += 10_000
    learn(core, statementOf("nullify", 2))
    expect(effectsOf(core, "propose")).toEqual([])
    learn(core, statementOf("nullify", 1))
    expect(effectsOf(core, "propose")).toHaveLength(1)
  })

  it("adds votes that came late to the parent's certificate, and leaves a forged one out", () => {
    const core = startBench({ ownIndex: 2, count: 7 })
    const first = propose(core, { view: 1 })
    const statement = statementOf("notarize", 1, first.blockHash)
    for (const index of [0, 1, 3, 4, 5]) hear(core, index, statement)
    hear(core, 6, statement)
    const vote = { ...statement, validatorIndex: 2, signature: new Uint8Array(8) }
    feed(core, { kind: "voteReceived", vote, from: "liar" })
    fireTimer(core, "revisit")
    const [asked] = effectsOf(core, "propose")
    expect(asked?.parentCertificate?.signers.getTrueBitIndexes()).toEqual([0, 1, 3, 4, 5, 6])
    const certificate = asked?.parentCertificate
    if (certificate === undefined) throw new Error("no certificate")
    const follower = startBench({ count: 7 })
    feed(follower, { kind: "certificateReceived", certificate, from: "peer" })
    expect(instanceOf(follower).view).toBe(2)
  })

  it("sends its proposal again while its view stands still", () => {
    const core = startBench({ ownIndex: 1 })
    fireTimer(core, "revisit")
    const blockHash = build(core)
    fireTimer(core, "resend")
    expect(effectsOf(core, "broadcastProposal")).toMatchObject([{ blockHash, again: true }])
    expect(effectsOf(core, "resendVote")).toMatchObject([{ statement: { kind: "notarize", view: 1 } }])
  })
})

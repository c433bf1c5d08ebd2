import { describe, expect, it } from "vitest"
import {
  bench,
  castIn,
  certificateBy,
  effectsOf,
  feed,
  fireTimer,
  instanceOf,
  judge,
  learn,
  passMs,
  proposalFor,
  propose,
  START_MS,
  startBench,
  statementOf,
} from "./simulation/coreBench.ts"

const { blockIntervalMs, delayMs } = bench
const OTHER = new Uint8Array(32).fill(4)

describe("applyInput: notarizing", () => {
  it("votes once for a valid proposal of the view's leader", () => {
    const core = startBench()
    const { blockHash } = propose(core, { view: 1 })
    expect(castIn(core)).toEqual(["notarize 1"])
    const [cast] = effectsOf(core, "castVote")
    expect(cast?.candidate?.blockHash).toEqual(blockHash)
    propose(core, { view: 1, salt: 2 })
    expect(castIn(core)).toEqual([])
  })

  it("asks for validation first, and does not vote for what is invalid", () => {
    const core = startBench()
    const { proposal, blockHash } = proposalFor(core, { view: 1 })
    core.nowMs = proposal.block.header.timestampMs
    feed(core, { kind: "proposalReceived", proposal, blockHash, from: "peer 1" })
    expect(effectsOf(core, "validate")).toMatchObject([{ blockHash, notarized: false }])
    expect(castIn(core)).toEqual([])
    judge(core, blockHash, "invalid")
    expect(castIn(core)).toEqual([])
    expect(effectsOf(core, "misbehaved")).toMatchObject([{ misdeed: "invalidBlock", validatorIndex: 1 }])
  })

  it("never votes for what it cannot judge yet, and asks again while the view lasts", () => {
    const core = startBench()
    const { proposal, blockHash } = proposalFor(core, { view: 1 })
    core.nowMs = proposal.block.header.timestampMs
    feed(core, { kind: "proposalReceived", proposal, blockHash, from: "peer 1" })
    judge(core, blockHash, "unclear")
    expect(castIn(core)).toEqual([])
    fireTimer(core, "revisit")
    expect(effectsOf(core, "validate")).toHaveLength(1)
    judge(core, blockHash, "valid")
    expect(castIn(core)).toEqual(["notarize 1"])
  })

  it("refuses a proposal that the leader has not signed, and blames the sender", () => {
    const core = startBench()
    const { proposal, blockHash } = proposalFor(core, { view: 1 })
    const forged = { ...proposal, signature: OTHER }
    feed(core, { kind: "proposalReceived", proposal: forged, blockHash, from: "peer 7" })
    expect(core.effects).toMatchObject([
      { kind: "misbehaved", misdeed: "badProposalSignature", from: "peer 7" },
    ])
  })

  it("waits for a block's time when it lies more than the delay ahead", () => {
    const core = startBench()
    const { proposal, blockHash } = proposalFor(core, { view: 1, timestampMs: START_MS + 3_000 })
    feed(core, { kind: "proposalReceived", proposal, blockHash, from: "peer 1" })
    expect(effectsOf(core, "validate")).toEqual([])
    fireTimer(core, "revisit")
    expect(core.nowMs).toBe(START_MS + 3_000 - delayMs)
    expect(effectsOf(core, "validate")).toHaveLength(1)
  })

  it("does not vote for a block that comes too early after its parent", () => {
    const core = startBench()
    propose(core, { view: 1, timestampMs: START_MS + blockIntervalMs - 1 })
    expect(castIn(core)).toEqual([])
    expect(instanceOf(core).proposals.get(1)).toEqual([])
  })

  it("waits for the nullifications of the views between parent and proposal, or takes the proposal's", () => {
    const core = startBench()
    propose(core, { view: 2 })
    expect(castIn(core)).toEqual([])
    learn(core, statementOf("nullify", 1))
    expect(effectsOf(core, "validate")).toHaveLength(1)

    const other = startBench()
    const nullifications = [certificateBy(other, [1, 2, 3], statementOf("nullify", 1))]
    propose(other, { view: 2, nullifications })
    expect(castIn(other)).toEqual(["notarize 2"])
  })

  it("does not vote over a view that was not given up, even when everybody is far beyond it", () => {
    const core = startBench()
    learn(core, statementOf("nullify", 2))
    propose(core, { view: 3 })
    expect(castIn(core)).toEqual([])
    learn(core, statementOf("nullify", 1))
    expect(effectsOf(core, "validate")).toHaveLength(1)
  })

  it("takes no proposal whose nullifications are forged", () => {
    const core = startBench()
    const forged = { ...certificateBy(core, [1, 2, 3], statementOf("nullify", 1)), signature: OTHER }
    propose(core, { view: 2, nullifications: [forged] })
    expect(instanceOf(core).proposals.size).toBe(0)
  })

  it("takes no parent certificate that differs from a known one in its signers or its block", () => {
    const core = startBench()
    const first = propose(core, { view: 1 })
    const proof = learn(core, statementOf("notarize", 1, first.blockHash))
    const wider = { ...proof, signers: certificateBy(core, [0, 1, 2, 3], proof).signers }
    const input = { view: 2, parent: first.parent }
    propose(core, { ...input, parentCertificate: wider })
    expect(castIn(core)).toEqual([])
    propose(core, {
      ...input,
      parent: { ...first.parent, blockHash: OTHER },
      parentCertificate: { ...proof, blockHash: OTHER },
    })
    expect(castIn(core)).toEqual([])
    propose(core, { ...input, parentCertificate: certificateBy(core, [0, 1, 3], proof) })
    expect(castIn(core)).toEqual(["notarize 2"])
  })

  it("asks for a missing parent, and votes when it has come", () => {
    const core = startBench()
    const first = proposalFor(core, { view: 1 })
    const proof = certificateBy(core, [1, 2, 3], statementOf("notarize", 1, first.blockHash))
    const second = proposalFor(core, { view: 2, parent: first.parent, parentCertificate: proof })
    core.nowMs = second.proposal.block.header.timestampMs
    feed(core, { kind: "proposalReceived", ...second, from: "peer 2" })
    expect(effectsOf(core, "requestBlock")).toMatchObject([{ blockHash: first.blockHash }])
    feed(core, { kind: "blockReceived", block: first.proposal.block, blockHash: first.blockHash })
    expect(effectsOf(core, "validate")).toMatchObject([{ blockHash: first.blockHash, notarized: true }])
    judge(core, first.blockHash, "valid")
    judge(core, second.blockHash, "valid")
    expect(castIn(core)).toEqual(["notarize 2"])
  })

  it("says nothing while it syncs, and nothing when it is no validator", () => {
    const syncing = startBench()
    feed(syncing, { kind: "votingSet", voting: false })
    propose(syncing, { view: 1 })
    expect(castIn(syncing)).toEqual([])
    const follower = startBench({ ownIndex: undefined })
    propose(follower, { view: 1 })
    passMs(follower, 60_000)
    expect(castIn(follower)).toEqual([])
  })
})

describe("applyInput: nullifying and finalizing", () => {
  it("gives a view up three delays after its leader could have proposed", () => {
    const core = startBench()
    passMs(core, blockIntervalMs + 3 * delayMs - 1)
    expect(castIn(core)).toEqual([])
    passMs(core, 1)
    expect(castIn(core)).toEqual(["nullify 1"])
  })

  it("still notarizes after it has nullified, but never finalizes then", () => {
    const core = startBench()
    passMs(core, blockIntervalMs + 3 * delayMs)
    const { blockHash } = propose(core, { view: 1 })
    expect(castIn(core)).toEqual(["notarize 1"])
    learn(core, statementOf("notarize", 1, blockHash))
    expect(castIn(core)).toEqual([])
    expect(instanceOf(core).view).toBe(2)
  })

  it("finalizes what a quorum has notarized, with the notarization on disk before", () => {
    const core = startBench()
    const { blockHash } = propose(core, { view: 1 })
    learn(core, statementOf("notarize", 1, blockHash))
    const kinds = core.effects.map((effect) => effect.kind)
    expect(castIn(core)).toEqual(["finalize 1"])
    expect(kinds.indexOf("storeCertificate")).toBeLessThan(kinds.indexOf("castVote"))
    expect(kinds.indexOf("storeCertificate")).toBeGreaterThanOrEqual(0)
  })

  it("finalizes a block that it has not seen itself", () => {
    const core = startBench()
    learn(core, statementOf("notarize", 1, OTHER))
    expect(castIn(core)).toEqual(["finalize 1"])
    expect(effectsOf(core, "requestBlock")).toHaveLength(1)
  })

  it("never nullifies a view that it has finalized", () => {
    const core = startBench()
    learn(core, statementOf("notarize", 1, OTHER))
    passMs(core, 60_000)
    expect(castIn(core)).toEqual(["nullify 2"])
  })

  it("finalizes a view late that it left otherwise, unless a quorum has given it up", () => {
    const late = startBench()
    learn(late, statementOf("notarize", 2, OTHER))
    learn(late, statementOf("notarize", 1, OTHER))
    expect(castIn(late)).toEqual(["finalize 1"])
    const over = startBench()
    learn(over, statementOf("nullify", 1))
    learn(over, statementOf("notarize", 1, OTHER))
    expect(castIn(over)).toEqual([])
  })

  it("adds a delay to each timeout after more failed views in a row than liars can explain", () => {
    const core = startBench()
    const waits: number[] = []
    for (let view = 1; view <= 5; view++) {
      learn(core, statementOf("nullify", view))
      core.nowMs = START_MS + 100_000 * view
      learn(core, statementOf("nullify", view + 1))
      waits.push(instanceOf(core).deadlineMs - core.nowMs)
    }
    expect(waits).toEqual([4, 5, 6, 7, 8].map((delays) => delays * delayMs))
  })

  it("does not take a notarized block that it lacks for an old one, and waits for the next leader's time", () => {
    const core = startBench()
    core.nowMs += blockIntervalMs
    learn(core, statementOf("notarize", 1, OTHER))
    expect(instanceOf(core).deadlineMs).toBe(core.nowMs + blockIntervalMs + 3 * delayMs)
  })
})

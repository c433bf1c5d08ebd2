import { describe, expect, it } from "vitest"
import type { Core } from "./createCore.ts"
import {
  type CoreBench,
  castIn,
  certificateBy,
  effectsOf,
  feed,
  finalizeViews,
  hear,
  instanceOf,
  learn,
  passMs,
  proposalFor,
  propose,
  startBench,
  statementOf,
} from "./simulation/coreBench.ts"
import { simGenesis } from "./simulation/simBlocks.ts"

describe("applyInput: finality", () => {
  it("imports a finalized block with its ancestors, oldest first", () => {
    const core = startBench()
    const first = propose(core, { view: 1 })
    const proof = learn(core, statementOf("notarize", 1, first.blockHash))
    const second = propose(core, { view: 2, parent: first.parent, parentCertificate: proof })
    learn(core, statementOf("finalize", 2, second.blockHash))
    const [imported] = effectsOf(core, "importFinal")
    expect(imported?.blocks.map(({ blockHash }) => blockHash)).toEqual([first.blockHash, second.blockHash])
    expect(imported?.closesEpoch).toBe(false)
    expect(instanceOf(core).head.height).toBe(2)
    expect(instanceOf(core).blocks.size).toBe(0)
  })

  it("waits for a finalized block that it lacks, asks for it, and for each missing ancestor", () => {
    const core = startBench()
    const first = proposalFor(core, { view: 1 })
    const proof = certificateBy(core, [1, 2, 3], statementOf("notarize", 1, first.blockHash))
    const second = proposalFor(core, { view: 2, parent: first.parent, parentCertificate: proof })
    learn(core, statementOf("finalize", 2, second.blockHash))
    expect(effectsOf(core, "requestBlock")).toMatchObject([{ blockHash: second.blockHash }])
    feed(core, { kind: "blockReceived", block: second.proposal.block, blockHash: second.blockHash })
    expect(effectsOf(core, "requestBlock")).toMatchObject([{ blockHash: first.blockHash }])
    feed(core, { kind: "blockReceived", block: first.proposal.block, blockHash: first.blockHash })
    expect(effectsOf(core, "importFinal")[0]?.blocks).toHaveLength(2)
  })

  it("does not import a finalized block beside its head, and tells that a quorum has broken its word", () => {
    const core = startBench()
    const beside = proposalFor(core, { view: 1, salt: 5 })
    finalizeViews(core, 1)
    const proof = certificateBy(core, [1, 2, 3], statementOf("notarize", 1, beside.blockHash))
    const second = proposalFor(core, { view: 2, parent: beside.parent, parentCertificate: proof })
    learn(core, statementOf("finalize", 2, second.blockHash))
    feed(core, { kind: "blockReceived", block: second.proposal.block, blockHash: second.blockHash })
    expect(effectsOf(core, "importFinal")).toEqual([])
    expect(effectsOf(core, "safetyViolated")).toHaveLength(1)
    expect(instanceOf(core).head.height).toBe(1)
  })

  it("chases no ancestors below its head for a leader that builds there", () => {
    const core = startBench()
    const { parent } = finalizeViews(core, 2)
    const below = { ...parent, height: 1, blockHash: new Uint8Array(32).fill(3) }
    const certificate = certificateBy(core, [1, 2, 3], statementOf("notarize", 1, below.blockHash))
    propose(core, { view: 3, parent: below, parentCertificate: certificate, timestampMs: core.nowMs })
    expect(effectsOf(core, "requestBlock")).toEqual([])
    expect(instanceOf(core).proposals.get(3)).toEqual([])
  })

  it("takes no block that it did not ask for", () => {
    const core = startBench()
    const { proposal, blockHash } = proposalFor(core, { view: 1 })
    feed(core, { kind: "blockReceived", block: proposal.block, blockHash })
    expect(instanceOf(core).blocks.size).toBe(0)
  })

  it("starts block sync when a finalization is far ahead", () => {
    const core = startBench()
    learn(core, statementOf("finalize", 9, new Uint8Array(32).fill(4)))
    expect(effectsOf(core, "catchUp")).toMatchObject([{ epoch: 0, view: 9 }])
  })

  it("goes on behind what block sync has imported", () => {
    const core = startBench()
    const far = propose(startBench(), { view: 1 })
    const certificate = certificateBy(core, [1, 2, 3], statementOf("finalize", 3, far.blockHash))
    feed(core, { kind: "finalAdvanced", epoch: 0, head: { ...far.parent, certificate } })
    expect(instanceOf(core)).toMatchObject({ view: 4, headView: 3, head: { height: 1 } })
  })
})

describe("applyInput: the end of an epoch", () => {
  it("proposes an epoch's last block again until it is final, with its notarization ahead", () => {
    const core = startBench({ ownIndex: 1 })
    const { parent, proof } = finalizeViews(core, 3)
    const last = propose(core, { view: 4, parent, parentCertificate: proof })
    learn(core, statementOf("notarize", 4, last.blockHash))
    expect(instanceOf(core).view).toBe(5)
    const kinds = core.effects.map((effect) => effect.kind)
    expect(effectsOf(core, "broadcastProposal")).toMatchObject([{ view: 5, blockHash: last.blockHash }])
    expect(castIn(core)).toEqual(["finalize 4", "notarize 5"])
    expect(kinds.indexOf("relayCertificate")).toBeLessThan(kinds.indexOf("broadcastProposal"))
    expect(effectsOf(core, "propose")).toEqual([])
  })

  it("votes for a last block again only when it knows its notarization", () => {
    const core = startBench()
    const { parent, proof } = finalizeViews(core, 3)
    const last = propose(core, { view: 4, parent, parentCertificate: proof })
    const { proposal, blockHash } = proposalFor(core, { view: 5, block: blockOf(core, last.blockHash) })
    feed(core, { kind: "proposalReceived", proposal, blockHash, from: "peer 1" })
    learn(core, statementOf("nullify", 4))
    expect(castIn(core)).toEqual([])
    learn(core, statementOf("notarize", 4, last.blockHash))
    expect(castIn(core)).toEqual(["notarize 5"])
  })

  it("refuses a block that is proposed again inside an epoch, and one that extends the epoch's last", () => {
    const core = startBench()
    const first = propose(core, { view: 1 })
    learn(core, statementOf("notarize", 1, first.blockHash))
    const { proposal, blockHash } = proposalFor(core, { view: 2, block: blockOf(core, first.blockHash) })
    feed(core, { kind: "proposalReceived", proposal, blockHash, from: "peer 2" })
    expect(effectsOf(core, "misbehaved")).toMatchObject([{ misdeed: "badProposal", validatorIndex: 2 }])

    const { parent, proof } = finalizeViews(startOver(core), 3)
    const last = propose(core, { view: 4, parent, parentCertificate: proof })
    const lastProof = learn(core, statementOf("notarize", 4, last.blockHash))
    propose(core, { view: 5, parent: last.parent, parentCertificate: lastProof })
    expect(castIn(core)).toEqual([])
    expect(instanceOf(core).proposals.get(5)).toBeUndefined()
  })

  it("ends with the last block, keeps early messages of the next epoch, and starts that with its validators", () => {
    const core = startBench()
    finalizeViews(core, 4)
    expect(effectsOf(core, "importFinal")).toMatchObject([{ closesEpoch: true }])
    expect(instanceOf(core).closed).toBe(true)
    passMs(core, 60_000)
    expect(castIn(core)).toEqual([])
    const vote = { ...statementOf("nullify", 1), epoch: 1 }
    const early = certificateBy(core, [1, 2, 3], vote)
    feed(core, { kind: "certificateReceived", certificate: early, from: "peer 3" })
    expect(core.effects).toEqual([])
    const { head, headPublicKeys, validators } = instanceOf(core)
    const start = { epoch: 1, validators, ownIndex: 0, head, headPublicKeys }
    feed(core, {
      kind: "epochStarted",
      start: { ...start, ownStatements: [], candidates: [], certificates: [] },
    })
    expect(instanceOf(core)).toMatchObject({ epoch: 1, view: 2, headView: 0, closed: false })
  })

  it("starts block sync when others are in a later epoch, once per delay", () => {
    const core = startBench()
    hear(core, 1, { ...statementOf("nullify", 1), epoch: 2 })
    expect(effectsOf(core, "catchUp")).toMatchObject([{ epoch: 2, from: "peer 1" }])
    hear(core, 2, { ...statementOf("nullify", 1), epoch: 2 })
    expect(core.effects).toEqual([])
  })

  it("refuses to start an epoch that is not newer, or has no validators", () => {
    const core = startBench()
    const { head, headPublicKeys, validators } = instanceOf(core)
    const start = {
      epoch: 0,
      validators,
      ownIndex: 0,
      head,
      headPublicKeys,
      ownStatements: [],
      candidates: [],
      certificates: [],
    }
    const begin = (changes: Partial<typeof start>) => () =>
      feed(core, { kind: "epochStarted", start: { ...start, ...changes } })
    expect(begin({})).toThrow(expect.objectContaining({ code: "epoch/not-newer" }))
    expect(begin({ epoch: 1, validators: { publicKeys: [], leaderOrder: [] } })).toThrow(
      expect.objectContaining({ code: "epoch/no-validators" }),
    )
    expect(begin({ epoch: 1, ownIndex: 4 })).toThrow(expect.objectContaining({ code: "epoch/bad-own-index" }))
  })
})

function blockOf(core: CoreBench, blockHash: Uint8Array) {
  const found = [...instanceOf(core).blocks.values()].find((held) => held.blockHash === blockHash)
  if (found === undefined) throw new Error("no such block")
  return found.block
}

/** The same bench with a new core. */
function startOver(core: CoreBench): CoreBench {
  const fresh: { core: Core } = startBench()
  core.core = fresh.core
  core.nowMs = simGenesis.timestampMs
  return core
}

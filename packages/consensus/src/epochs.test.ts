import { describe, expect, it } from "vitest"
import {
  bench,
  castIn,
  certificateBy,
  effectsOf,
  feed,
  finalizeViews,
  hear,
  instanceOf,
  judge,
  learn,
  proposalFor,
  startBench,
  statementOf,
  voteBy,
} from "./simulation/coreBench.ts"
import { fakeProposal } from "./simulation/fakeScheme.ts"
import { simBlock, simHash } from "./simulation/simBlocks.ts"
import { createSimNetwork } from "./simulation/simNetwork.ts"
import type { Script } from "./simulation/simNode.ts"

const LENGTH = bench.epochLengthBlocks

/** A core that has just entered epoch 1; its leader of view 1 is validator 2 and no longer 1. */
function inSecondEpoch(ownIndex: number | undefined = 0) {
  const core = startBench()
  const { parent } = finalizeViews(core, LENGTH - 1)
  const head = { ...instanceOf(core).head }
  expect(instanceOf(core).closed).toBe(true)
  const { publicKeys } = instanceOf(core).validators
  const start = {
    epoch: 1,
    validators: { publicKeys, leaderOrder: [1, 2, 3, 0] },
    ownIndex,
    head,
    headPublicKeys: publicKeys,
    ownStatements: [],
    candidates: [],
    certificates: [],
  }
  feed(core, { kind: "epochStarted", start })
  return { core, parent, head, publicKeys }
}

function firstProposal(
  { parent, publicKeys }: ReturnType<typeof inSecondEpoch>,
  input: {
    readonly leader: number
    readonly parentCertificate: ReturnType<typeof certificateBy> | undefined
  },
) {
  const timestampMs = parent.timestampMs + bench.blockIntervalMs
  const { leader, parentCertificate } = input
  const block = simBlock({ parent, parentCertificate, view: 1, proposerIndex: leader, timestampMs })
  const blockHash = simHash(block)
  const signature = fakeProposal(publicKeys[leader] as Uint8Array, { epoch: 1, view: 1, blockHash })
  const proposal = { epoch: 1, view: 1, block, nullifications: [], signature }
  return { kind: "proposalReceived", proposal, blockHash, from: "peer 8" } as const
}

describe("applyInput: between epochs", () => {
  it("takes a first block with the finalization of the block before, from the leader of the new order", () => {
    const second = inSecondEpoch()
    const { core, head } = second
    core.nowMs += bench.blockIntervalMs
    const message = firstProposal(second, { leader: 2, parentCertificate: head.certificate })
    feed(core, message)
    feed(core, { kind: "proposalValidated", epoch: 1, blockHash: message.blockHash, verdict: "valid" })
    expect(castIn(core)).toContain("notarize 1")
  })

  it("takes none from the leader of the old order, nor with a notarization, a forged or a foreign finalization", () => {
    const closing = LENGTH - 1
    for (const wrong of ["leader", "notarization", "forged", "none"] as const) {
      const second = inSecondEpoch()
      const { core, head } = second
      const { certificate } = head
      if (certificate === undefined) throw new Error("no finalization")
      core.nowMs += bench.blockIntervalMs
      const parentCertificate = {
        leader: certificate,
        notarization: certificateBy(core, [1, 2, 3], statementOf("notarize", closing, head.blockHash)),
        forged: { ...certificate, signature: certificate.signature.slice().reverse() },
        none: undefined,
      }[wrong]
      const message = firstProposal(second, { leader: wrong === "leader" ? 1 : 2, parentCertificate })
      feed(core, message)
      expect(effectsOf(core, "misbehaved"), wrong).toHaveLength(1)
      expect(effectsOf(core, "validate"), wrong).toEqual([])
    }
  })

  it("counts no vote and no certificate of one epoch in another, though keys and view are the same", () => {
    const { core } = inSecondEpoch()
    for (let index = 1; index <= 3; index++) hear(core, index, statementOf("nullify", 1))
    expect(instanceOf(core).view).toBe(1)
    const old = certificateBy(core, [1, 2, 3], statementOf("nullify", 1))
    feed(core, { kind: "certificateReceived", certificate: old, from: "peer 1" })
    feed(core, { kind: "certificateReceived", certificate: { ...old, epoch: 1 }, from: "peer 1" })
    expect(effectsOf(core, "misbehaved")).toMatchObject([{ misdeed: "badCertificate", from: "peer 1" }])
    const replayed = { ...voteBy(core, 1, statementOf("nullify", 1)), epoch: 1 }
    for (let index = 1; index <= 3; index++)
      feed(core, {
        kind: "voteReceived",
        vote: { ...replayed, validatorIndex: index },
        from: `peer ${index}`,
      })
    expect(instanceOf(core).view).toBe(1)
    for (let index = 1; index <= 3; index++) hear(core, index, { ...statementOf("nullify", 1), epoch: 1 })
    expect(instanceOf(core).view).toBe(2)
  })

  it("says nothing in an epoch in which it is no validator, and still follows what is final", () => {
    const second = inSecondEpoch(undefined)
    const { core, head } = second
    core.nowMs += bench.blockIntervalMs
    const message = firstProposal(second, { leader: 2, parentCertificate: head.certificate })
    feed(core, message)
    const finalize = { ...statementOf("finalize", 1, message.blockHash), epoch: 1 }
    const certificate = certificateBy(core, [1, 2, 3], finalize)
    feed(core, { kind: "certificateReceived", certificate, from: "peer 3" })
    expect(castIn(core)).toEqual([])
    expect(effectsOf(core, "importFinal")).toHaveLength(1)
  })

  it("judges a certificate by the size of its own epoch's set", () => {
    const { core } = inSecondEpoch()
    const other = startBench({ count: 7 })
    const foreign = certificateBy(other, [1, 2, 3, 4, 5], { ...statementOf("nullify", 1), epoch: 1 })
    feed(core, { kind: "certificateReceived", certificate: foreign, from: "peer 1" })
    expect(effectsOf(core, "misbehaved")).toHaveLength(1)
  })

  it("lets no proposal of the closed epoch open anything", () => {
    const { core } = inSecondEpoch()
    const { proposal, blockHash } = proposalFor(core, { view: 9 })
    feed(core, { kind: "proposalReceived", proposal, blockHash, from: "peer 1" })
    judge(core, blockHash, "valid")
    expect(core.effects).toEqual([])
    learn(core, statementOf("notarize", 9, blockHash))
    expect(instanceOf(core).view).toBe(1)
  })
})

describe("a simulated network whose validators and leaders change every epoch", { timeout: 60_000 }, () => {
  it("stays safe and alive with a third of the newest set lying, loss, and crashes", () => {
    const liars: Script[] = ["equivocatingLeader", "doubleVoter", "cheatingLeader", "withholder", "forger"]
    for (let seed = 1; seed <= 12; seed++) {
      const honest = Array.from({ length: 8 }, (): Script => "honest")
      const scripts = [...honest, liars[seed % 5] as Script, liars[(seed >> 1) % 5] as Script]
      const network = createSimNetwork({
        seed,
        scripts,
        churnSeed: seed,
        epochLengthBlocks: 3,
        faults: { lossProbability: 0.05, crashProbability: 0.001, latencyMsMax: 60 },
      })
      network.run(25 * 2_000)
      network.faults.lossProbability = 0
      network.faults.crashProbability = 0
      for (const node of network.nodes) network.start(node)
      const heights = () =>
        network.nodes.filter(({ script }) => script === "honest").map(({ disk }) => disk.head.height)
      const before = Math.max(...heights())
      network.run(10 * 2_000)
      expect({ seed, violations: network.violations }).toEqual({ seed, violations: [] })
      expect(Math.min(...heights()), `seed ${seed} lives`).toBeGreaterThan(before)
      expect(before, `seed ${seed} crosses epochs`).toBeGreaterThan(6)
    }
  })
})

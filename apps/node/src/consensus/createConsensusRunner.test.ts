import { bytesEqual } from "@sextant/shared/bytes"
import { blockHash as hashOf } from "@sextant/wire/blockCodec"
import { decodeProposal, encodeProposal } from "@sextant/wire/proposalCodec"
import { decodeVote } from "@sextant/wire/voteCodec"
import { describe, expect, it } from "vitest"
import { createManualClock } from "./testing/manualClock.ts"
import { createTestCluster, START_MS, settings, type TestCluster } from "./testing/testCluster.ts"
import { createVoteLog } from "./voteLog.ts"

const { blockIntervalMs } = settings

async function startAll(cluster: TestCluster): Promise<void> {
  for (const node of cluster.nodes) await cluster.start(node)
}

/** Every vote a node ever sent, by view and kind, names one block. */
function expectNoContradiction(cluster: TestCluster): void {
  const said = new Map<string, Uint8Array>()
  for (const { kind, bytes } of cluster.sent) {
    if (kind !== "vote") continue
    const vote = decodeVote(bytes)
    const key = `${vote.validatorIndex} ${vote.epoch} ${vote.view} ${vote.kind}`
    const earlier = said.get(key)
    if (earlier !== undefined) expect(bytesEqual(earlier, vote.blockHash), key).toBe(true)
    said.set(key, vote.blockHash)
    const opposite = { finalize: "nullify", nullify: "finalize", notarize: undefined }[vote.kind]
    if (opposite !== undefined) expect(said.has(key.replace(vote.kind, opposite)), key).toBe(false)
  }
}

describe("createConsensusRunner", () => {
  it("agrees on one chain over several epochs, each block within moments of its time", async () => {
    const clock = createManualClock(START_MS)
    const cluster = createTestCluster(clock, 4)
    await startAll(cluster)
    await clock.advance(10 * blockIntervalMs + 200)
    const [first] = cluster.nodes
    expect(first?.chain.length).toBe(10)
    for (const node of cluster.nodes) {
      expect(node.chain.map((block) => hashOf(block.header))).toEqual(
        first?.chain.map((block) => hashOf(block.header)),
      )
      expect(node.reports).toEqual([])
    }
    expect(first?.runner?.status()).toMatchObject({ epoch: 2, height: 10, validatorCount: 4, voting: true })
    expectNoContradiction(cluster)
  })

  it("goes on without one of four, and takes it back in", async () => {
    const clock = createManualClock(START_MS)
    const cluster = createTestCluster(clock, 4)
    await startAll(cluster)
    await clock.advance(2 * blockIntervalMs + 200)
    const [away, other] = cluster.nodes
    if (away === undefined || other === undefined) throw new Error("no nodes")
    await cluster.stop(away)
    await clock.advance(8 * blockIntervalMs)
    expect(other.chain.length).toBeGreaterThanOrEqual(8)
    await cluster.start(away)
    await clock.advance(4 * blockIntervalMs)
    expect(away.chain.length).toBe(other.chain.length)
    expectNoContradiction(cluster)
  })

  it("resumes after all nodes were killed in the middle of a view, with what is on disk", async () => {
    for (let killMs = 0; killMs < 16; killMs++) {
      const clock = createManualClock(START_MS)
      const cluster = createTestCluster(clock, 4)
      await startAll(cluster)
      await clock.advance(2 * blockIntervalMs + killMs)
      for (const node of cluster.nodes) await cluster.stop(node)
      await clock.advance(100)
      const heights = cluster.nodes.map((node) => node.chain.length)
      for (const node of cluster.nodes.slice(1)) await cluster.start(node)
      await clock.advance(6 * blockIntervalMs)
      expect(Math.min(...cluster.nodes.slice(1).map((node) => node.chain.length))).toBeGreaterThan(
        Math.max(...heights),
      )
      expectNoContradiction(cluster)
    }
  })

  it("says nothing when a vote cannot be logged, and stops", async () => {
    const clock = createManualClock(START_MS)
    const cluster = createTestCluster(clock, 1)
    const [node] = cluster.nodes
    if (node === undefined) throw new Error("no node")
    const voteLog = {
      ...createVoteLog(node.db),
      append: () => Promise.reject(new Error("the disk is full")),
    }
    node.overrides = { voteLog }
    await startAll(cluster)
    await clock.advance(5 * blockIntervalMs)
    expect(node.reports).toEqual(["fatal Error: the disk is full"])
    expect(cluster.sent).toEqual([])
  })

  it("keeps the block and the vote on disk before the vote leaves", async () => {
    const clock = createManualClock(START_MS)
    const cluster = createTestCluster(clock, 4)
    const [node] = cluster.nodes
    if (node === undefined) throw new Error("no node")
    const log = createVoteLog(node.db)
    let checked = 0
    node.overrides = {
      sendToValidators(_to, kind, bytes) {
        if (kind !== "vote") return
        const { epoch, view, blockHash, ...vote } = decodeVote(bytes)
        const isLogged = log
          .read(epoch)
          .some((one) => one.view === view && one.kind === vote.kind && bytesEqual(one.blockHash, blockHash))
        expect(isLogged).toBe(true)
        if (vote.kind === "notarize") expect(node.runner?.blockByHash(blockHash)).toBeDefined()
        checked++
      },
    }
    await startAll(cluster)
    await clock.advance(3 * blockIntervalMs + 200)
    expect(checked).toBeGreaterThan(4)
  })

  it("does not vote for what it cannot judge yet, and asks again", async () => {
    const clock = createManualClock(START_MS)
    const cluster = createTestCluster(clock, 4)
    let asked = 0
    for (const node of cluster.nodes) {
      node.overrides = {
        validateBlock: async () => {
          asked++
          if (clock.nowMs() < START_MS + blockIntervalMs + 900) throw new Error("the L2 does not answer")
          return "valid"
        },
      }
    }
    await startAll(cluster)
    await clock.advance(blockIntervalMs + 800)
    expect(cluster.nodes.map((node) => node.chain.length)).toEqual([0, 0, 0, 0])
    expect(asked).toBeGreaterThan(4)
    await clock.advance(600)
    expect(cluster.nodes.map((node) => node.chain.length)).toEqual([1, 1, 1, 1])
  })

  it("says nothing while it must not vote", async () => {
    const clock = createManualClock(START_MS)
    const cluster = createTestCluster(clock, 4)
    const [silent] = cluster.nodes
    await startAll(cluster)
    silent?.runner?.setVoting(false)
    await clock.advance(5 * blockIntervalMs)
    expect(cluster.sent.filter(({ from, kind }) => from === silent?.id && kind === "vote")).toEqual([])
    expect(silent?.chain.length).toBeGreaterThan(1)
    expect(silent?.runner?.status()?.voting).toBe(false)
  })

  it("lets a node that does not validate follow", async () => {
    const clock = createManualClock(START_MS)
    const cluster = createTestCluster(clock, 4, 1)
    await startAll(cluster)
    await clock.advance(6 * blockIntervalMs + 200)
    const follower = cluster.nodes[4]
    expect(follower?.chain.length).toBe(6)
    expect(cluster.sent.some(({ from }) => from === follower?.id)).toBe(false)
  })

  it("refuses what cannot be read, is not whole, or is not signed, and names the sender", async () => {
    const clock = createManualClock(START_MS)
    const cluster = createTestCluster(clock, 4)
    const [node, sender] = cluster.nodes
    if (node === undefined || sender === undefined) throw new Error("no nodes")
    await startAll(cluster)
    await clock.advance(blockIntervalMs + 1)
    const sent = cluster.sent.find(({ kind }) => kind === "proposal")
    if (sent === undefined) throw new Error("nothing was proposed")
    const proposal = decodeProposal(sent.bytes)
    const { block } = proposal
    const badSignature = { ...proposal, signature: proposal.signature.slice().fill(1, 5, 9) }
    const swapped = {
      ...proposal,
      block: { ...block, header: { ...block.header, operationsRoot: new Uint8Array(32) } },
    }
    const foreign = {
      ...proposal,
      block: { ...block, header: { ...block.header, networkId: new Uint8Array(32) } },
    }
    const verdicts = [badSignature, swapped, foreign].map((bad) =>
      cluster.nodes[3]?.runner?.onProposal(sender.id, encodeProposal({ ...bad, view: bad.view + 4 })),
    )
    expect(verdicts).toEqual(["reject", "reject", "reject"])
    expect(node.runner?.onProposal(sender.id, Uint8Array.of(1, 2, 3))).toBe("reject")
    expect(node.runner?.onCertificate(sender.id, Uint8Array.of(1))).toBe("reject")
    node.runner?.onVote(sender.id, new Uint8Array(149))
    expect(node.reports).toContain("unreadable")
    expect(cluster.nodes[3]?.reports).toEqual(["badProposal", "badProposal", "badProposal"])
  })
})

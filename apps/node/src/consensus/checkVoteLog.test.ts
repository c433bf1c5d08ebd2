import { decodeVote } from "@sextant/wire/voteCodec"
import { describe, expect, it } from "vitest"
import { createCandidateStore } from "./candidateStore.ts"
import { createManualClock } from "./testing/manualClock.ts"
import { createMemoryDb } from "./testing/memoryDb.ts"
import {
  createTestCluster,
  START_MS,
  settings,
  type TestCluster,
  type TestNode,
} from "./testing/testCluster.ts"
import { createVoteArchive, createVoteLog } from "./voteLog.ts"

const { blockIntervalMs } = settings

/** Two blocks into the second epoch, node 0 stops and comes back with the given log, silent until it has compared. */
async function comeBack(prepare: (node: TestNode, db: ReturnType<typeof createMemoryDb>) => Promise<void>) {
  const clock = createManualClock(START_MS)
  const cluster = createTestCluster(clock, 4)
  for (const node of cluster.nodes) await cluster.start(node)
  await clock.advance(5 * blockIntervalMs + 200)
  const [node] = cluster.nodes
  if (node === undefined) throw new Error("no node")
  await cluster.stop(node)
  const db = createMemoryDb()
  await prepare(node, db)
  node.overrides = {
    voteLog: createVoteLog(db),
    candidates: createCandidateStore(db),
    settings: { ...settings, startsSilent: true },
  }
  const sentBefore = cluster.sent.length
  await cluster.start(node)
  await clock.advance(10)
  const saidInSilence = votesOf(cluster, node, sentBefore)
  node.runner?.beginVoting()
  await clock.advance(10)
  return { clock, cluster, node, saidInSilence, sentBefore }
}

function votesOf(cluster: TestCluster, node: TestNode, from: number) {
  return cluster.sent
    .slice(from)
    .flatMap(({ kind, from: author, bytes }) =>
      kind === "vote" && author === node.id ? [decodeVote(bytes)] : [],
    )
}

describe("beginVoting", () => {
  it("refuses a log that lacks a vote which the chain shows, and says what to do", async () => {
    const { node, saidInSilence, cluster, sentBefore } = await comeBack(async () => undefined)
    expect(saidInSilence).toEqual([])
    expect(node.reports).toHaveLength(1)
    expect(node.reports[0]).toContain("voteLog/behind-chain")
    expect(node.reports[0]).toContain("sextant-node votes import")
    expect(votesOf(cluster, node, sentBefore)).toEqual([])
  })

  it("refuses a log that is an old copy", async () => {
    const { node } = await comeBack(async (old, db) => {
      const { statements } = createVoteArchive(old.db).exportAll()
      await createVoteArchive(db).merge({ watermark: undefined, statements: statements.slice(0, 2) })
    })
    expect(node.reports[0]).toContain("voteLog/behind-chain")
  })

  it("goes on with an exported log, and contradicts nothing", async () => {
    const { node, cluster, clock, saidInSilence, sentBefore } = await comeBack(async (old, db) => {
      await createVoteArchive(db).merge(createVoteArchive(old.db).exportAll())
    })
    expect(saidInSilence).toEqual([])
    await clock.advance(3 * blockIntervalMs)
    expect(node.reports).toEqual([])
    expect(votesOf(cluster, node, sentBefore).length).toBeGreaterThan(2)
  })

  it("keeps silent in epochs that had begun when it renounced, and votes in the next", async () => {
    const { node, cluster, clock, sentBefore } = await comeBack(async (_, db) => {
      await createVoteArchive(db).renounce(START_MS + 5 * blockIntervalMs + 200)
    })
    await clock.advance(8 * blockIntervalMs)
    expect(node.reports).toEqual([])
    const epochs = new Set(votesOf(cluster, node, sentBefore).map(({ epoch }) => epoch))
    expect([...epochs]).toEqual([2, 3].filter((epoch) => epochs.has(epoch)))
    expect(epochs.has(2)).toBe(true)
  })
})

import { bytesEqual } from "@sextant/shared/bytes"
import { decodeVote } from "@sextant/wire/voteCodec"
import { describe, expect, it } from "vitest"
import type { Db } from "../ports.ts"
import { createCandidateStore } from "./candidateStore.ts"
import { createManualClock } from "./testing/manualClock.ts"
import {
  createTestCluster,
  START_MS,
  settings,
  type TestCluster,
  type TestNode,
} from "./testing/testCluster.ts"
import { createVoteLog } from "./voteLog.ts"

const { blockIntervalMs } = settings
/** Where the process dies: as a write begins, once it is on disk but nobody knows, or as a message is handed over. */
const places = ["beforeWrite", "afterWrite", "beforeSend"] as const
type Place = (typeof places)[number]

const never = new Promise<never>(() => undefined)

/** Freezes the node at the `at`-th point of the given kind, as SIGKILL would: nothing of it runs on. */
function killAt(node: TestNode, place: Place, at: number): () => boolean {
  let count = 0
  let isDead = false
  const dies = (here: Place) => {
    if (!isDead && here === place && count++ === at) {
      isDead = true
      void node.runner?.stop()
      node.runner = undefined
    }
    return isDead
  }
  const db: Db = {
    ...node.db,
    async write(writes) {
      if (dies("beforeWrite")) return never
      await node.db.write(writes)
      if (dies("afterWrite")) return never
    },
  }
  node.overrides = { voteLog: createVoteLog(db), candidates: createCandidateStore(db) }
  node.beforeSend = () => !dies("beforeSend")
  return () => isDead
}

function expectNoContradiction(cluster: TestCluster, label: string): void {
  const said = new Map<string, Uint8Array>()
  for (const { kind, bytes } of cluster.sent) {
    if (kind !== "vote") continue
    const { validatorIndex, epoch, view, blockHash, ...vote } = decodeVote(bytes)
    const at = `${validatorIndex}/${epoch}/${view}`
    const earlier = said.get(`${at}/${vote.kind}`)
    if (earlier !== undefined)
      expect(bytesEqual(earlier, blockHash), `${label}: ${at} ${vote.kind}`).toBe(true)
    said.set(`${at}/${vote.kind}`, blockHash)
    const both = said.has(`${at}/nullify`) && said.has(`${at}/finalize`)
    expect(both, `${label}: ${at} nullify and finalize`).toBe(false)
  }
}

describe("a node killed between deciding and sending", { timeout: 60_000 }, () => {
  for (const place of places) {
    it(`contradicts nothing it ever said, wherever it dies ${place}`, async () => {
      let killed = 0
      for (let at = 0; at < 12; at++) {
        const clock = createManualClock(START_MS)
        const cluster = createTestCluster(clock, 4)
        const [node] = cluster.nodes
        if (node === undefined) throw new Error("no node")
        const wasKilled = killAt(node, place, at)
        for (const one of cluster.nodes) await Promise.race([cluster.start(one), clock.advance(1)])
        await clock.advance(3 * blockIntervalMs + 100)
        if (wasKilled()) killed++
        const before = node.chain.length
        void node.runner?.stop()
        node.runner = undefined
        node.overrides = {}
        node.beforeSend = undefined
        // Others have gone on meanwhile: its views come again with other blocks.
        await clock.advance((at % 3) * 700)
        await cluster.start(node)
        await clock.advance(3 * blockIntervalMs)
        expectNoContradiction(cluster, `${place} ${at}`)
        expect(node.chain.length, `${place} ${at}`).toBeGreaterThan(before)
        for (const one of cluster.nodes) void one.runner?.stop()
      }
      expect(killed).toBe(12)
    })
  }
})

import { createChainBuilder } from "@sextant/state-transition/testing/chainBuilder"
import type { NodeId } from "@sextant/wire/l2Event"
import type { ObligationVote } from "@sextant/wire/obligationVote"
import { reasonBits } from "@sextant/wire/reasons"
import { describe, expect, it } from "vitest"
import { createMemoryDb } from "../../test/memoryDb.ts"
import { silentLogger } from "../../test/silentLogger.ts"
import { silentMetrics } from "../../test/silentMetrics.ts"
import type { Clock } from "../ports.ts"
import { createJudge } from "./createJudge.ts"
import { createPeerHistories } from "./createPeerHistories.ts"
import { withProof } from "./peerHistory.ts"

const ip = new Uint8Array([10, 0, 0, 1])

/** A judge beside a chain whose blocks come in time. */
async function open() {
  const chain = createChainBuilder({ nodeCount: 7 })
  const { preset } = chain.rules
  const own = chain.operators[0] as (typeof chain.operators)[number]
  const clock: Clock = {
    nowMs: () => chain.state().latestHeader.timestampMs,
    sleepMs: async () => undefined,
    schedule: () => () => undefined,
  }
  const db = createMemoryDb()
  await db.start()
  const cast: ObligationVote[] = []
  const stage = { isSyncing: false, silent: new Set<NodeId>(), histories: createPeerHistories({ db, clock }) }
  const create = () =>
    createJudge({
      clock,
      logger: silentLogger,
      metrics: silentMetrics,
      rules: chain.rules,
      nodeId: own.nodeId,
      ed25519SecretKey: own.ed25519.secretKey,
      state: chain.state,
      isSyncing: () => stage.isSyncing,
      histories: stage.histories,
      proofOf: () => undefined,
      l2HeightOf: () => undefined,
      cast: (votes) => void cast.push(...votes),
    })
  let judge = create()
  const live = (blocks: number) => {
    for (let at = 0; at < blocks; at++) {
      chain.extend()
      const atS = Math.floor(clock.nowMs() / 1000)
      for (const { nodeId } of chain.state().nodes)
        if (!stage.silent.has(nodeId))
          stage.histories.update(nodeId, (history) =>
            withProof(history, { ip, atS, validityS: preset.uptimeProofValidityS }),
          )
      judge.onFinal()
    }
  }
  const restart = async () => {
    await stage.histories.flush(() => true)
    stage.histories = createPeerHistories({ db, clock })
    judge = create()
  }
  const idAt = (at: number) => chain.operators[at]?.nodeId as NodeId
  return {
    chain,
    stage,
    live,
    restart,
    cast,
    idAt,
    testsOf: (at: number) => judge.testsOf(chain.state().nodes[at] as never),
  }
}

describe("createJudge", () => {
  it("says nothing while all is well", async () => {
    const { live, cast } = await open()
    live(60)
    expect(cast).toEqual([])
  })

  it("votes against a node that has fallen silent, in each quorum that makes it a judge, and after a restart too", async () => {
    const { live, cast, stage, idAt, restart } = await open()
    live(20)
    stage.silent.add(idAt(3))
    live(20)
    expect(cast.length).toBeGreaterThan(0)
    expect(new Set(cast.map(({ kind, nodeId, reasons }) => [kind, nodeId, reasons].join()))).toEqual(
      new Set([["decommission", idAt(3), reasonBits.uptimeProof].join()]),
    )
    expect(new Set(cast.map(({ quorumHeight }) => quorumHeight)).size).toBe(cast.length)
    const before = cast.length
    await restart()
    live(10)
    expect(cast.length).toBeGreaterThan(before)
  })

  it("is silent when it hears too few itself, and for the validity of a proof after that", async () => {
    const { live, cast, stage, idAt } = await open()
    live(20)
    for (const at of [2, 3, 4]) stage.silent.add(idAt(at))
    live(20)
    expect(cast).toEqual([])
    stage.silent.delete(idAt(2))
    stage.silent.delete(idAt(3))
    live(5)
    expect(cast).toEqual([])
    live(20)
    expect(new Set(cast.map(({ nodeId }) => nodeId))).toEqual(new Set([idAt(4)]))
  })

  it("does not judge while it fetches old blocks, and catches up on what still lives", async () => {
    const { live, cast, stage, idAt } = await open()
    live(20)
    stage.silent.add(idAt(3))
    stage.isSyncing = true
    live(20)
    expect(cast).toEqual([])
    stage.isSyncing = false
    live(1)
    expect(cast.length).toBeGreaterThan(1)
  })
})

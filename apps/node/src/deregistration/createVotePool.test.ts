import { ed25519Sign } from "@sextant/crypto/ed25519"
import { concatBytes } from "@sextant/shared/bytes"
import { createChainBuilder } from "@sextant/state-transition/testing/chainBuilder"
import type { ObligationQuorum } from "@sextant/state-transition/types"
import type { StateChangeKind } from "@sextant/wire/block"
import type { NodeId } from "@sextant/wire/l2Event"
import { stateChangeMessage } from "@sextant/wire/messages"
import type { ObligationVote } from "@sextant/wire/obligationVote"
import { encodeObligationVote } from "@sextant/wire/obligationVoteCodec"
import { reasonBits } from "@sextant/wire/reasons"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { silentLogger } from "../../test/silentLogger.ts"
import { silentMetrics } from "../../test/silentMetrics.ts"
import { systemClock } from "../systemClock.ts"
import { createVotePool } from "./createVotePool.ts"
import { createFakeNetwork } from "./testing/fakeNetwork.ts"

const stranger = "ff".repeat(32) as NodeId

async function open(peerHolds: readonly Uint8Array[] = []) {
  const chain = createChainBuilder({ nodeCount: 7 })
  chain.extendBy(8)
  const answer = concatBytes(...peerHolds)
  const peers = peerHolds.length > 0 ? [stranger] : []
  const network = createFakeNetwork(chain.operators[0]?.nodeId as NodeId, () => answer, peers)
  const pool = createVotePool({
    clock: systemClock,
    random: { bytes: (length) => new Uint8Array(length) },
    network,
    logger: silentLogger,
    metrics: silentMetrics,
    rules: chain.rules,
    state: chain.state,
  })
  await pool.start()
  const final = () => {
    const { block, state } = chain.extend({ body: { stateChanges: pool.pending() } })
    pool.onFinal({ block, state })
    return block
  }
  return { chain, network, pool, final }
}
type Stage = Awaited<ReturnType<typeof open>>

function voteBy(
  { chain }: Stage,
  quorum: ObligationQuorum,
  said: { readonly judgeIndex: number; readonly testedIndex: number; readonly kind?: StateChangeKind },
): ObligationVote {
  const { judgeIndex, testedIndex, kind = "decommission" } = said
  const nodeId = quorum.tested[testedIndex] ?? stranger
  const reasons =
    kind === "recommission" ? 0 : kind === "ipChange" ? reasonBits.ipChange : reasonBits.uptimeProof
  const unsigned = { kind, nodeId, quorumHeight: quorum.height, testedIndex, reasons }
  const judge = chain.operators.find((operator) => operator.nodeId === quorum.judges[judgeIndex])
  const message = stateChangeMessage(chain.rules.domain, unsigned)
  const signature = judge === undefined ? new Uint8Array(64) : ed25519Sign(judge.ed25519.secretKey, message)
  return { ...unsigned, judgeIndex, signature }
}

function dueQuorum({ chain }: Stage): ObligationQuorum {
  const { obligationLagBlocks } = chain.rules.preset
  const newest = chain.state().latestHeader.height - obligationLagBlocks
  return chain.state().quorums.find(({ height }) => height === newest) as ObligationQuorum
}

describe("createVotePool", () => {
  it("offers a change once more than two thirds of the judges agree, until a block holds it", async () => {
    const stage = await open()
    const quorum = dueQuorum(stage)
    const votes = quorum.judges.map((_, judgeIndex) => voteBy(stage, quorum, { judgeIndex, testedIndex: 0 }))
    for (const vote of votes.slice(0, 3))
      expect(await stage.network.gossip(encodeObligationVote(vote))).toBe("accept")
    expect(stage.pool.pending()).toEqual([])
    expect(await stage.network.gossip(encodeObligationVote(votes[3] as ObligationVote))).toBe("accept")
    expect(stage.pool.pending()).toMatchObject([{ kind: "decommission", nodeId: quorum.tested[0] }])
    expect(stage.final().body.stateChanges).toHaveLength(1)
    expect(stage.pool.pending()).toEqual([])
    const { obligationVoteLifeBlocks } = stage.chain.rules.preset
    for (let block = 0; block < obligationVoteLifeBlocks; block++) stage.final()
    expect(stage.pool.size()).toBe(0)
  })

  it("sends own votes to the other judges and to all, and hands them to whoever asks", async () => {
    const stage = await open()
    const quorum = dueQuorum(stage)
    const vote = voteBy(stage, quorum, { judgeIndex: 0, testedIndex: 0 })
    stage.pool.cast([vote], quorum.judges)
    stage.pool.cast([vote], quorum.judges)
    expect(stage.network.published()).toEqual([encodeObligationVote(vote)])
    expect(stage.network.sent().map(({ to }) => to)).toEqual(
      quorum.judges.filter((judge) => judge !== stage.network.nodeId),
    )
    expect(await stage.network.answer("obligation-votes")).toEqual(encodeObligationVote(vote))
    const restarted = await open([encodeObligationVote(vote)])
    await new Promise((resolve) => setImmediate(resolve))
    expect(restarted.pool.votesOn(vote.nodeId)).toEqual([vote])
  })

  it("passes on by gossip what a judge has told it directly before", async () => {
    const stage = await open()
    const bytes = encodeObligationVote(voteBy(stage, dueQuorum(stage), { judgeIndex: 1, testedIndex: 0 }))
    stage.network.tell(bytes)
    expect(await stage.network.gossip(bytes)).toBe("accept")
    expect(await stage.network.gossip(bytes)).toBe("ignore")
  })

  it("holds a vote that is a block early until that block is final, and no other", async () => {
    const stage = await open()
    const next = stage.chain.state().latestHeader.height - 1
    const quorum = stage.chain.state().quorums.find(({ height }) => height === next) as ObligationQuorum
    const judged = stage.network.gossip(
      encodeObligationVote(voteBy(stage, quorum, { judgeIndex: 0, testedIndex: 0 })),
    )
    expect(stage.pool.size()).toBe(0)
    stage.final()
    expect(await judged).toBe("accept")
  })

  it("rejects forged votes, votes of strangers and votes on nodes that the quorum does not test", async () => {
    const stage = await open()
    const quorum = dueQuorum(stage)
    const vote = voteBy(stage, quorum, { judgeIndex: 0, testedIndex: 0 })
    const wrong = [
      { ...vote, reasons: reasonBits.clock },
      { ...vote, judgeIndex: 9 },
      { ...vote, testedIndex: 7 },
      { ...vote, reasons: reasonBits.ipChange },
      { ...vote, nodeId: stranger },
    ]
    for (const one of wrong) expect(await stage.network.gossip(encodeObligationVote(one))).toBe("reject")
    expect(await stage.network.gossip(new Uint8Array(5))).toBe("reject")
    expect(stage.pool.size()).toBe(0)
  })

  it("never holds more than one word of each judge on each tested node, whatever comes", async () => {
    const stage = await open()
    const said = fc.record({
      quorum: fc.nat({ max: 30 }),
      judgeIndex: fc.nat({ max: 6 }),
      testedIndex: fc.nat({ max: 3 }),
      kind: fc.constantFrom<StateChangeKind>("decommission", "recommission", "deregister", "ipChange"),
      isLate: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 25 }), async (words) => {
        for (const { quorum: at, isLate, ...word } of words) {
          if (isLate && at === 0) stage.final()
          const { quorums } = stage.chain.state()
          const quorum = quorums[at % Math.max(1, quorums.length - 2)] as ObligationQuorum
          stage.network.tell(encodeObligationVote(voteBy(stage, quorum, word)))
        }
        const { quorums } = stage.chain.state()
        const most = quorums.reduce((sum, { judges, tested }) => sum + judges.length * tested.length, 0)
        expect(stage.pool.size()).toBeLessThanOrEqual(most)
        for (const { nodeId } of stage.chain.state().nodes) {
          const words = stage.pool
            .votesOn(nodeId)
            .map(({ quorumHeight, testedIndex, judgeIndex }) =>
              [quorumHeight, testedIndex, judgeIndex].join(),
            )
          expect(new Set(words).size).toBe(words.length)
        }
      }),
      { numRuns: 40 },
    )
  })
})

import type { ObligationVote } from "@sextant/wire/obligationVote"
import { describe, expect, it } from "vitest"
import { quorumAt } from "./obligationQuorum.ts"
import { checkObligationVote, collectStateChange } from "./obligationVotes.ts"
import { createChainBuilder } from "./testing/chainBuilder.ts"
import { outcomeOf, stateChangeOf } from "./testing/testVerdicts.ts"
import type { ObligationQuorum } from "./types.ts"

const chain = createChainBuilder({ nodeCount: 16 })
chain.extendBy(6)
const quorum = quorumAt(chain.state(), 2) as ObligationQuorum
const [nodeId] = quorum.tested as [ObligationQuorum["tested"][number]]
const { votes: judged, ...verdict } = stateChangeOf(chain, { kind: "decommission", nodeId, quorum })
const votes = judged.map((vote): ObligationVote => ({ ...verdict, ...vote }))
const check = (vote: ObligationVote, state = chain.state()) => {
  try {
    checkObligationVote(chain.rules, state, vote)
    return "good"
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe("checkObligationVote", () => {
  const [first, second] = votes as [ObligationVote, ObligationVote]
  it("takes every judge's vote, from the block before the one that may carry it", () => {
    expect(votes.map((vote) => check(vote))).toEqual(votes.map(() => "good"))
    const { obligationLagBlocks } = chain.rules.preset
    const at = (height: number) => chain.states()[height] as never
    expect(check(first, at(2 + obligationLagBlocks - 1))).toBe("stateChange/too-early")
    expect(check(first, at(2 + obligationLagBlocks))).toBe("good")
  })
  it("refuses what is not one judge's signed word about a tested node", () => {
    expect(check({ ...first, signature: second.signature })).toBe("stateChange/bad-signature")
    expect(check({ ...first, reasons: first.reasons << 1 })).toBe("stateChange/bad-signature")
    expect(check({ ...first, kind: "deregister" })).toBe("stateChange/bad-signature")
    expect(check({ ...first, kind: "recommission" })).toBe("stateChange/bad-reasons")
    expect(check({ ...first, judgeIndex: 12 })).toBe("stateChange/unknown-judge")
    expect(check({ ...first, testedIndex: 1 })).toBe("stateChange/wrong-node")
  })
})

describe("collectStateChange", () => {
  it("waits for seven judges, puts them in order and takes each once", () => {
    const mixed = [...votes].reverse()
    expect(collectStateChange(quorum, [])).toBeUndefined()
    expect(collectStateChange(quorum, mixed.slice(0, 6))).toBeUndefined()
    expect(collectStateChange(quorum, [...mixed.slice(0, 6), ...mixed.slice(0, 6)])).toBeUndefined()
    const change = collectStateChange(quorum, [...mixed.slice(0, 7), ...mixed.slice(0, 3)])
    expect(change?.votes.map(({ judgeIndex }) => judgeIndex)).toEqual([3, 4, 5, 6, 7, 8, 9])
    if (change === undefined) throw new Error("too few")
    expect(outcomeOf(chain, { stateChanges: [change] })).toBe("accepted")
  })
})

import { height } from "@sextant/shared/units"
import { describe, expect, it } from "vitest"
import { StateTransitionError } from "./errors.ts"
import { quorumAt } from "./obligationQuorum.ts"
import { quorumForVerdict, type Verdict } from "./obligationVotes.ts"
import { createChainBuilder } from "./testing/chainBuilder.ts"
import { outcomeOf, stateChangeOf } from "./testing/testVerdicts.ts"

/** A mainnet chain of 160 blocks and a verdict of the judges that block 99 named. */
const chain = createChainBuilder({ presetName: "mainnet", nodeCount: 15 })
chain.extendBy(160)
const states = chain.states()
const quorum = quorumAt(states[100] as never, 99)
if (quorum === undefined) throw new Error("no quorum")
const [nodeId] = quorum.tested
if (nodeId === undefined) throw new Error("nobody is tested")
const verdict: Verdict = { kind: "decommission", nodeId, quorumHeight: height(99), testedIndex: 0 }

/** What a block of this height, on the state before it, makes of the verdict's age. */
function ageOutcome(atHeight: number): string {
  const state = states[atHeight - 1]
  if (state === undefined) throw new RangeError("the chain is shorter")
  try {
    quorumForVerdict(chain.rules.preset, state, { verdict, height: atHeight })
    return "ok"
  } catch (error) {
    if (error instanceof StateTransitionError) return error.code
    throw error
  }
}

describe("a state change's age (vector 17)", () => {
  it("is right from the block after the judges' until 59 after theirs", () => {
    const outcomes = new Map<string, number[]>()
    for (let at = 99; at <= 160; at++) {
      outcomes.set(ageOutcome(at), [...(outcomes.get(ageOutcome(at)) ?? []), at])
    }
    const ends = [...outcomes].map(([outcome, heights]) => [outcome, heights[0], heights.at(-1)])
    // The reference takes q + 1 already. Our judges look 12 blocks later, so nobody honest is earlier than q + 13.
    expect(ends).toEqual([
      ["stateChange/too-early", 99, 99 + 12],
      ["ok", 99 + 13, 99 + 59],
      ["stateChange/expired", 99 + 60, 160],
    ])
  })
})

describe("a state change's votes (vector 17)", () => {
  const small = createChainBuilder({ presetName: "mainnet", nodeCount: 15 })
  small.extendBy(15)
  const young = small.state().quorums.find((candidate) => candidate.height === 1)
  const tested = young?.tested[0]
  if (young === undefined || tested === undefined) throw new Error("nobody is tested")
  const good = stateChangeOf(small, { kind: "decommission", nodeId: tested, quorum: young })
  const outcome = (change: typeof good) => outcomeOf(small, { stateChanges: [change] })
  const { votes } = good

  it("are ten, or at least seven", () => {
    expect(votes).toHaveLength(10)
    expect(outcome(good)).toBe("accepted")
    expect(outcome({ ...good, votes: votes.slice(3) })).toBe("accepted")
    expect(outcome({ ...good, votes: votes.slice(4) })).toBe("stateChange/too-few-votes")
  })
  it("are by ten different judges of this quorum, each signed by its own", () => {
    const [first, second] = votes as [(typeof votes)[number], (typeof votes)[number]]
    const others = votes.slice(1)
    expect(outcome({ ...good, votes: [second, ...others] })).toBe("stateChange/judges-out-of-order")
    const forged = { ...first, signature: second.signature }
    expect(outcome({ ...good, votes: [forged, ...others] })).toBe("stateChange/bad-signature")
    const beyond = { ...first, judgeIndex: 10 }
    expect(outcome({ ...good, votes: [...others, beyond] })).toBe("stateChange/unknown-judge")
  })
  it("name a tested node that there is, of a quorum that there is", () => {
    const { length } = young.tested
    expect(outcome({ ...good, testedIndex: length })).toBe("stateChange/wrong-node")
    expect(outcome({ ...good, quorumHeight: height(1_100) })).toBe("stateChange/too-early")
  })
})

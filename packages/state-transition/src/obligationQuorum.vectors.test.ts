import { describe, expect, it } from "vitest"
import { obligationOrder, obligationQuorum, quorumAt, votesNeededOf } from "./obligationQuorum.ts"
import { headHash } from "./stateRoot.ts"
import { createChainBuilder } from "./testing/chainBuilder.ts"

const h32 = Uint8Array.from({ length: 32 }, (_, index) => index)

describe("obligationOrder (vector 5)", () => {
  it("shuffles 25 active and 5 decommissioned nodes as published", () => {
    expect(obligationOrder({ activeCount: 25, totalCount: 30, judgeCount: 10 }, h32)).toEqual([
      11, 23, 15, 7, 1, 8, 5, 10, 9, 4, 21, 16, 25, 17, 24, 13, 12, 3, 19, 14, 0, 20, 26, 28, 6, 22, 18, 27,
      2, 29,
    ])
  })
  it("shuffles 25 active nodes as published, with the same judges", () => {
    expect(obligationOrder({ activeCount: 25, totalCount: 25, judgeCount: 10 }, h32)).toEqual([
      11, 23, 15, 7, 1, 8, 5, 10, 9, 4, 0, 24, 16, 18, 14, 12, 20, 17, 13, 19, 3, 21, 22, 2, 6,
    ])
  })
})

describe("obligationQuorum", () => {
  const quorumOfFirst = (nodeCount: number) => {
    const state = createChainBuilder({ nodeCount }).state()
    const quorum = obligationQuorum(state, headHash(state))
    return [quorum.judges.length, quorum.tested.length, votesNeededOf(quorum)]
  }
  it("lets ten of many judge the rest, and needs seven of them", () => {
    expect(quorumOfFirst(14)).toEqual([10, 4, 7])
    const state = createChainBuilder({ nodeCount: 14 }).state()
    const { judges, tested } = obligationQuorum(state, headHash(state))
    expect(new Set([...judges, ...tested]).size).toBe(14)
  })
  it("lets two thirds of a few judge the others, and needs more than two thirds of them", () => {
    expect(quorumOfFirst(4)).toEqual([3, 1, 3])
    expect(quorumOfFirst(7)).toEqual([5, 2, 4])
    expect(quorumOfFirst(13)).toEqual([9, 4, 7])
  })
  it("is remembered for as long as its votes live", () => {
    const chain = createChainBuilder({ nodeCount: 5 })
    const { obligationVoteLifeBlocks: life } = chain.rules.preset
    for (let height = 1; height <= life + 5; height++) {
      const parent = chain.state()
      chain.extend()
      expect(quorumAt(chain.state(), height - 1)).toEqual(obligationQuorum(parent, headHash(parent)))
      expect(quorumAt(chain.state(), height)).toBeUndefined()
      expect(chain.state().quorums[0]?.height).toBe(Math.max(0, height - life + 1))
    }
  })
})

import { describe, expect, it } from "vitest"
import { obligationOrder, obligationQuorum } from "./obligationQuorum.ts"
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
  it("lets ten of many judge the rest, and needs seven of them", () => {
    const state = createChainBuilder({ nodeCount: 14 }).state()
    const { judges, tested, votesNeeded } = obligationQuorum(state, headHash(state))
    expect([judges.length, tested.length, votesNeeded]).toEqual([10, 4, 7])
    expect(new Set([...judges, ...tested]).size).toBe(14)
  })
  it("has nobody left to test while all are judges", () => {
    const state = createChainBuilder({ nodeCount: 4 }).state()
    const { judges, tested, votesNeeded } = obligationQuorum(state, headHash(state))
    expect([judges.length, tested.length, votesNeeded]).toEqual([4, 0, 3])
  })
})

import type { VoteStatement } from "@sextant/wire/vote"
import { describe, expect, it } from "vitest"
import { contradictionIn } from "./voteLogChapter.ts"

const vote = (kind: VoteStatement["kind"], view: number, fill = 0): VoteStatement => ({
  kind,
  epoch: 1,
  view,
  blockHash: new Uint8Array(32).fill(fill),
})

describe("contradictionIn", () => {
  it("accepts what an honest validator says: notarize, then finalize or nullify, a view at a time", () => {
    const honest = [
      vote("notarize", 1, 7),
      vote("finalize", 1, 7),
      vote("notarize", 2, 8),
      vote("nullify", 2),
    ]
    expect(contradictionIn([...honest, ...honest])).toBeUndefined()
  })

  it.each([
    ["two blocks notarized", [vote("notarize", 3, 1), vote("notarize", 3, 2)]],
    ["two blocks finalized", [vote("finalize", 3, 1), vote("finalize", 3, 2)]],
    ["finalized and given up", [vote("finalize", 3, 1), vote("nullify", 3)]],
    ["given up and finalized", [vote("nullify", 3), vote("finalize", 3, 1)]],
  ])("finds %s in one view", (_, statements) => {
    expect(contradictionIn(statements)).toContain("epoch 1 view 3")
  })
})

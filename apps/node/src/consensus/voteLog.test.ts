import type { VoteKind, VoteStatement } from "@sextant/wire/vote"
import { array, assert, asyncProperty, constantFrom, integer, record } from "fast-check"
import { describe, expect, it } from "vitest"
import { createMemoryDb } from "./testing/memoryDb.ts"
import { createMemoryVoteLog, createVoteLog } from "./voteLog.ts"

const NO_BLOCK = new Uint8Array(32)

function statement(kind: VoteKind, view: number, block = 1): VoteStatement {
  const blockHash = kind === "nullify" ? NO_BLOCK : new Uint8Array(32).fill(block)
  return { kind, epoch: 3, view, blockHash }
}

const logs = { createVoteLog: () => createVoteLog(createMemoryDb()), createMemoryVoteLog }

for (const [name, create] of Object.entries(logs)) {
  describe(name, () => {
    it("gives back what was appended in an epoch, and forgets what was pruned", async () => {
      const log = create()
      await log.append(statement("notarize", 1))
      await log.append(statement("finalize", 1))
      await log.append({ ...statement("nullify", 2), epoch: 4 })
      expect(log.read(3)).toEqual([statement("notarize", 1), statement("finalize", 1)])
      await log.prune(4)
      expect(log.read(3)).toEqual([])
      expect(log.read(4)).toHaveLength(1)
    })

    it("takes the same statement twice and refuses one that contradicts it", async () => {
      const log = create()
      await log.append(statement("notarize", 1))
      await log.append(statement("notarize", 1))
      await log.append(statement("finalize", 1))
      await expect(log.append(statement("notarize", 1, 2))).rejects.toMatchObject({
        code: "voteLog/contradiction",
      })
      await expect(log.append(statement("nullify", 1))).rejects.toMatchObject({
        code: "voteLog/contradiction",
      })
      await expect(log.append(statement("finalize", 1, 2))).rejects.toMatchObject({
        code: "voteLog/contradiction",
      })
      expect(log.read(3)).toHaveLength(2)
    })

    it("never holds a contradiction, whatever is appended", async () => {
      const votes = record({
        kind: constantFrom("notarize" as const, "nullify" as const, "finalize" as const),
        view: integer({ min: 1, max: 3 }),
        block: integer({ min: 1, max: 2 }),
      })
      await assert(
        asyncProperty(array(votes, { maxLength: 20 }), async (sequence) => {
          const log = create()
          for (const { kind, view, block } of sequence) {
            await log.append(statement(kind, view, block)).catch(() => undefined)
          }
          const kept = log.read(3)
          for (const view of [1, 2, 3]) {
            const kinds = kept.filter((one) => one.view === view).map((one) => one.kind)
            expect(new Set(kinds).size).toBe(kinds.length)
            expect(kinds.includes("nullify") && kinds.includes("finalize")).toBe(false)
          }
        }),
      )
    })
  })
}

describe("createVoteLog", () => {
  it("refuses to guess at rows it cannot read", async () => {
    const db = createMemoryDb()
    const log = createVoteLog(db)
    await log.append(statement("notarize", 1))
    const [row] = db.range("voteLog", {})
    await db.write([{ table: "voteLog", key: row?.key ?? NO_BLOCK, value: Uint8Array.of(1) }])
    expect(() => log.read(3)).toThrow(expect.objectContaining({ code: "voteLog/corrupt" }))
  })
})

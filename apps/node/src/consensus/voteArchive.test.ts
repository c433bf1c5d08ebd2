import type { NodeId } from "@sextant/wire/l2Event"
import type { VoteKind, VoteStatement } from "@sextant/wire/vote"
import { array, assert, asyncProperty, constantFrom, integer, option, record, string } from "fast-check"
import { describe, expect, it } from "vitest"
import { createMemoryDb } from "./testing/memoryDb.ts"
import { formatVotes, parseVotes, type VoteInterchange } from "./voteInterchange.ts"
import { createVoteArchive, createVoteLog } from "./voteLog.ts"

const owner = { networkId: new Uint8Array(32).fill(5), nodeId: "ab".repeat(32) as NodeId }
const mark = (epoch: number, view: number) => ({ epoch, view })

function vote(kind: VoteKind, ...[epoch, view, block = 1]: [number, number, number?]): VoteStatement {
  return { kind, epoch, view, blockHash: new Uint8Array(32).fill(kind === "nullify" ? 0 : block) }
}

async function logOf(statements: readonly VoteStatement[]) {
  const db = createMemoryDb()
  const log = createVoteLog(db)
  for (const statement of statements) await log.append(statement)
  return { db, log, archive: createVoteArchive(db) }
}

const refused = { code: expect.stringMatching(/^voteLog\/(contradiction|below-watermark)$/) }

describe("createVoteArchive", () => {
  it("moves every vote, and closes what came before the oldest of them", async () => {
    const statements = [vote("notarize", 4, 1), vote("finalize", 4, 1), vote("nullify", 5, 2)]
    const old = await logOf(statements)
    const file = parseVotes(formatVotes({ ...owner, ...old.archive.exportAll() }))
    expect(file).toEqual({ ...owner, statements, watermark: mark(4, 0) })
    const fresh = await logOf([])
    expect(await fresh.archive.merge(file)).toEqual({ added: 3, known: 0, contradictory: 0 })
    expect(await fresh.archive.merge(file)).toEqual({ added: 0, known: 3, contradictory: 0 })
    await expect(fresh.log.append(vote("notarize", 3, 9))).rejects.toMatchObject({
      code: "voteLog/below-watermark",
    })
    await expect(fresh.log.append(vote("notarize", 4, 1, 2))).rejects.toMatchObject({
      code: "voteLog/contradiction",
    })
    await expect(fresh.log.append(vote("nullify", 4, 1))).rejects.toMatchObject({
      code: "voteLog/contradiction",
    })
    await fresh.log.append(vote("notarize", 4, 1))
    await fresh.log.append(vote("notarize", 4, 2))
  })

  it("says nothing more in a view where two logs contradict each other, nor before it", async () => {
    const { log, archive } = await logOf([vote("notarize", 4, 6)])
    const other = { watermark: undefined, statements: [vote("notarize", 4, 6, 2), vote("nullify", 4, 3)] }
    expect(await archive.merge(other)).toEqual({ added: 1, known: 0, contradictory: 1 })
    expect(log.watermark()).toEqual(mark(4, 6))
    await expect(log.append(vote("finalize", 4, 6))).rejects.toMatchObject({
      code: "voteLog/below-watermark",
    })
    await log.append(vote("notarize", 4, 7))
  })

  it("never lowers a watermark", async () => {
    const { log, archive } = await logOf([])
    for (const watermark of [mark(4, 2), mark(3, 9), undefined, mark(4, 1)])
      await archive.merge({ watermark, statements: [] })
    expect(log.watermark()).toEqual(mark(4, 2))
    await archive.merge({ watermark: mark(5, 0), statements: [] })
    expect(log.watermark()).toEqual(mark(5, 0))
  })

  it("forbids after a merge all that either log forbade, whatever they hold", async () => {
    const statement = record({
      kind: constantFrom("notarize" as const, "nullify" as const, "finalize" as const),
      epoch: integer({ min: 1, max: 2 }),
      view: integer({ min: 1, max: 3 }),
      block: integer({ min: 1, max: 2 }),
    })
    const place = record({ epoch: integer({ min: 1, max: 2 }), view: integer({ min: 0, max: 3 }) })
    const side = record({
      statements: array(statement, { maxLength: 12 }),
      watermark: option(place, { nil: undefined }),
    })
    type Side = {
      readonly statements: readonly { kind: VoteKind; epoch: number; view: number; block: number }[]
      readonly watermark: { readonly epoch: number; readonly view: number } | undefined
    }
    const open = async ({ statements, watermark }: Side) => {
      const made = await logOf([])
      for (const { kind, epoch, view, block } of statements)
        await made.log.append(vote(kind, epoch, view, block)).catch(() => undefined)
      await made.archive.merge({ watermark, statements: [] })
      return made
    }
    await assert(
      asyncProperty(side, side, statement, async (left, right, tried) => {
        const attempt = vote(tried.kind, tried.epoch, tried.view, tried.block)
        const isForbidden = async (choice: Side) =>
          open(choice).then(({ log }) =>
            log.append(attempt).then(
              () => false,
              () => true,
            ),
          )
        const isForbiddenByOne = (await isForbidden(left)) || (await isForbidden(right))
        const merged = await open(left)
        await merged.archive.merge((await open(right)).archive.exportAll())
        const wasSaid = merged.log
          .read(attempt.epoch)
          .some((one) => formatStatement(one) === formatStatement(attempt))
        if (!isForbiddenByOne || wasSaid) return
        await expect(merged.log.append(attempt)).rejects.toMatchObject(refused)
      }),
      { numRuns: 300 },
    )
  })
})

function formatStatement({ kind, epoch, view, blockHash }: VoteStatement): string {
  return `${kind} ${epoch} ${view} ${blockHash[0]}`
}

describe("the vote file", () => {
  const good: VoteInterchange = { ...owner, watermark: mark(1, 0), statements: [vote("notarize", 1, 1)] }

  it("is read whole or not at all", () => {
    const text = formatVotes(good)
    expect(parseVotes(text)).toEqual(good)
    const changed = (from: string | RegExp, to: string) => text.replace(from, to)
    for (const bad of [
      "",
      "[]",
      text.slice(0, -5),
      changed("sextant-votes", "other-votes"),
      changed('"version": 1', '"version": 2'),
      changed('"view": 1', '"view": -1'),
      changed('"epoch": 1', '"epoch": 1.5'),
      changed('"notarize"', '"attest"'),
      changed(/"blockHash": "01/, '"blockHash": "0'),
      changed('"statements"', '"votes"'),
      changed('"kind"', '"more": 1, "kind"'),
    ])
      expect(() => parseVotes(bad)).toThrow(expect.objectContaining({ code: "voteLog/unreadable-file" }))
  })

  it("is refused with one error whatever it holds", async () => {
    await assert(
      asyncProperty(string({ maxLength: 300 }), async (text) => {
        expect(() => parseVotes(text)).toThrow(expect.objectContaining({ code: "voteLog/unreadable-file" }))
      }),
    )
  })
})

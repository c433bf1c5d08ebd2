import type { Pool } from "@sextant/prisma/client"
import { bytesEqual } from "@sextant/shared/bytes"
import { IndexerError } from "./errors.ts"
import { cursorBefore, findAncestor } from "./findAncestor.ts"
import { cutBatch, rowsOfBatch } from "./logBatch.ts"
import type { EvmHead, EvmSource, LogBatch } from "./sources/evmLogs.ts"
import type { StepLimits } from "./stepLimits.ts"
import { commitStep } from "./store/commitStep.ts"
import { type Cursor, readCursor } from "./store/cursor.ts"
import { forgetFinalBlocks, knownBlocksBelow, rollback } from "./store/rollback.ts"
import { readFinalizedHeight, recordHead } from "./store/status.ts"
import { writeRows } from "./store/writeRows.ts"

export type EvmStepDeps = {
  readonly pool: Pool
  readonly source: EvmSource
  readonly nowMs: () => number
  /** `chainId:registry`. */
  readonly identity: string
  readonly startBlock: bigint
}

export type EvmProgress = {
  readonly height: bigint
  readonly headHeight: bigint
  readonly logCount: number
  /** Set when a reorg was undone: the height both histories share. */
  readonly rolledBackTo: bigint | undefined
  readonly progressed: boolean
  readonly behind: boolean
}

/** One step's own view; `ahead` is the next batch, being fetched while the last one is written. */
type Walk = {
  readonly head: EvmHead
  /** As far as earlier steps saw the chain call our blocks final; what is final on another history does not count. */
  readonly finalizedHeight: bigint
  cursor: Cursor
  isFirst: boolean
  ahead: Promise<LogBatch> | undefined
  logCount: number
  rolledBackTo: bigint | undefined
  progressed: boolean
}

async function begin(deps: EvmStepDeps): Promise<Walk> {
  const { pool, source, identity, startBlock } = deps
  const head = await source.head()
  const [stored, finalizedHeight] = await Promise.all([
    readCursor(pool, "evm"),
    readFinalizedHeight(pool, "evm"),
  ])
  if (stored !== undefined && stored.identity !== identity)
    throw new IndexerError("cursor/foreign-network", { meta: { stored: stored.identity, ours: identity } })
  if (stored === undefined && head.head.number < startBlock)
    throw new IndexerError("evm/before-start", {
      meta: { head: head.head.number, startBlock },
      retryable: true,
    })
  return {
    head,
    finalizedHeight,
    cursor: stored ?? (await cursorBefore(source, { identity, startBlock })),
    isFirst: stored === undefined,
    ahead: undefined,
    logCount: 0,
    rolledBackTo: undefined,
    progressed: false,
  }
}

async function undo(deps: EvmStepDeps, walk: Walk): Promise<void> {
  const { cursor, finalizedHeight } = walk
  const ancestor = await findAncestor(deps, { cursor, finalizedHeight, startBlock: deps.startBlock })
  await rollback(deps.pool, { from: cursor, ancestor })
  walk.cursor = ancestor
  walk.rolledBackTo = ancestor.height
  walk.progressed = true
  walk.ahead = undefined
}

/**
 * The chain ends below our cursor. A provider that lags shows blocks we know and is waited for; one that shows other
 * blocks has dropped ours.
 */
async function checkShorterChain(deps: EvmStepDeps, walk: Walk): Promise<"waiting" | "undone"> {
  const { head } = walk.head
  if (head.number < walk.finalizedHeight)
    throw new IndexerError("evm/behind-final", {
      meta: { head: head.number, finalized: walk.finalizedHeight },
      retryable: true,
    })
  const [known] = await knownBlocksBelow(deps.pool, { number: head.number + 1n, limit: 1 })
  const canonical = known === undefined ? undefined : await deps.source.block(known.number)
  if (known === undefined || (canonical !== undefined && bytesEqual(canonical.hash, known.hash)))
    return "waiting"
  await undo(deps, walk)
  return "undone"
}

/**
 * After the logs were read, looks again at both ends. Only when the batch's last block is still there, and the cursor's
 * block too, do the logs continue the history we hold.
 */
async function checkContinuity(deps: EvmStepDeps, walk: Walk, batch: LogBatch): Promise<"steady" | "reorg"> {
  const { cursor } = walk
  const [start, end] = await Promise.all([
    cursor.height < 0n ? undefined : deps.source.block(cursor.height),
    deps.source.block(batch.to.number),
  ])
  if (cursor.height >= 0n && (start === undefined || !bytesEqual(start.hash, cursor.hash))) return "reorg"
  if (end === undefined || !bytesEqual(end.hash, batch.to.hash))
    throw new IndexerError("evm/unsteady", { retryable: true })
  return "steady"
}

async function commitBatch(deps: EvmStepDeps, walk: Walk, batch: LogBatch): Promise<void> {
  const rows = await rowsOfBatch(deps.source, batch)
  const next: Cursor = { identity: deps.identity, height: batch.to.number, hash: batch.to.hash }
  await commitStep(deps.pool, {
    source: "evm",
    expected: walk.isFirst ? undefined : walk.cursor,
    next,
    async write(client) {
      await writeRows(client, rows)
      await forgetFinalBlocks(client, walk.head.finalizedHeight)
    },
  })
  walk.cursor = next
  walk.isFirst = false
  walk.progressed = true
  walk.logCount += batch.logs.length
}

function fetchAhead(deps: EvmStepDeps, walk: Walk, after: LogBatch): void {
  const { head } = walk.head
  if (after.to.number >= head.number) return
  walk.ahead = deps.source.logsFrom(after.to.number + 1n, head)
  // Its failure is met where it is awaited, or not at all when the step ends first.
  walk.ahead.catch(() => {})
}

async function advance(deps: EvmStepDeps, walk: Walk, rowsLeft: number): Promise<"more" | "done"> {
  const { head } = walk.head
  const { cursor } = walk
  if (head.number < cursor.height) return (await checkShorterChain(deps, walk)) === "undone" ? "more" : "done"
  if (head.number === cursor.height) {
    if (bytesEqual(head.hash, cursor.hash)) return "done"
    await undo(deps, walk)
    return "more"
  }
  const fetched = await (walk.ahead ?? deps.source.logsFrom(cursor.height + 1n, head))
  walk.ahead = undefined
  if ((await checkContinuity(deps, walk, fetched)) === "reorg") {
    if (walk.isFirst) throw new IndexerError("evm/unsteady", { retryable: true })
    await undo(deps, walk)
    return "more"
  }
  const batch = cutBatch(fetched, rowsLeft)
  if (batch === fetched) fetchAhead(deps, walk, batch)
  await commitBatch(deps, walk, batch)
  return "more"
}

/**
 * Indexes the contracts' logs from the cursor toward the head; undoes a reorg first when there is one.
 *
 * Every batch is written with its cursor in one transaction, so the step may be killed at any point and be run twice at
 * once.
 *
 * @throws IndexerError; what was committed before stays.
 */
export async function evmStep(deps: EvmStepDeps, limits: StepLimits): Promise<EvmProgress> {
  const deadlineMs = deps.nowMs() + limits.timeBudgetMs
  const walk = await begin(deps)
  let state: "more" | "done" = "more"
  while (state === "more") {
    state = await advance(deps, walk, limits.maxRows - walk.logCount)
    if (deps.nowMs() >= deadlineMs || walk.logCount >= limits.maxRows) break
  }
  const headHeight = walk.head.head.number
  const { finalizedHeight } = walk.head
  await recordHead(deps.pool, { source: "evm", headHeight, finalizedHeight, progressed: walk.progressed })
  const { cursor, logCount, rolledBackTo, progressed } = walk
  return {
    height: cursor.height,
    headHeight,
    logCount,
    rolledBackTo,
    progressed,
    behind: cursor.height < headHeight,
  }
}

import type { Pool } from "@sextant/prisma/client"
import { bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import type { BlockJson, NodesJson, SnapshotJson, StatusJson } from "@sextant/wire/rpc/nodeApi"
import { IndexerError } from "./errors.ts"
import { appchainBlock } from "./projections/appchainBlock.ts"
import { appchainNode, type Observation } from "./projections/appchainNode.ts"
import { appchainNodeEvents } from "./projections/appchainNodeEvents.ts"
import { appchainSnapshot } from "./projections/appchainSnapshot.ts"
import { stateChanged } from "./projections/stateChanged.ts"
import type { AppchainSource } from "./sources/appchain.ts"
import type { StepLimits } from "./stepLimits.ts"
import { commitStep } from "./store/commitStep.ts"
import { type Cursor, readCursor } from "./store/cursor.ts"
import { type KnownNode, markExited, readKnownNodes } from "./store/knownNodes.ts"
import { dropOldExits, type KnownSnapshots, readKnownSnapshots, thinRewardPoints } from "./store/snapshots.ts"
import { recordHead } from "./store/status.ts"
import type { RowChange } from "./store/tables.ts"
import { writeRows } from "./store/writeRows.ts"

export type AppchainStepDeps = {
  readonly pool: Pool
  readonly source: AppchainSource
  readonly nowMs: () => number
  readonly snapshotIntervalBlocks: number
}

export type AppchainProgress = {
  readonly height: bigint
  readonly headHeight: bigint
  readonly blockCount: number
  readonly snapshotCount: number
  readonly progressed: boolean
  readonly behind: boolean
}

/** So many of the newest snapshots are asked for again until they settle: signatures and the transaction come late. */
const OPEN_SNAPSHOTS_MAX = 4
/** Blocks per transaction. */
const CHUNK_BLOCKS = 100

type Walk = {
  readonly status: StatusJson
  cursor: Cursor | undefined
  blockCount: number
  snapshotCount: number
  progressed: boolean
}

async function begin(deps: AppchainStepDeps): Promise<Walk> {
  const status = await deps.source.status()
  const cursor = await readCursor(deps.pool, "appchain")
  if (cursor !== undefined && cursor.identity !== status.networkId)
    throw new IndexerError("cursor/foreign-network", {
      meta: { stored: cursor.identity, ours: status.networkId },
    })
  return { status, cursor, blockCount: 0, snapshotCount: 0, progressed: false }
}

const nextHeight = (cursor: Cursor | undefined): number =>
  cursor === undefined ? 0 : Number(cursor.height) + 1

function checkParent(cursor: Cursor | undefined, first: BlockJson): void {
  if (cursor !== undefined && first.parentHash !== bytesToHex(cursor.hash))
    throw new IndexerError("appchain/broken-chain", { meta: { height: first.height } })
}

/** Heights of snapshots that a range brings, and of recent ones that still wait for signatures or for the contract. */
export function snapshotHeights(
  range: { readonly from: number; readonly to: number; readonly interval: number },
  settled: ReadonlySet<number>,
): number[] {
  const { from, to, interval } = range
  const newest = Math.floor(to / interval) * interval
  const oldestOpen = newest - (OPEN_SNAPSHOTS_MAX - 1) * interval
  const heights: number[] = []
  for (let height = newest; height > 0 && (height >= from || height >= oldestOpen); height -= interval) {
    if (height >= from || !settled.has(height)) heights.push(height)
  }
  return heights.reverse()
}

async function fetchSnapshots(
  source: AppchainSource,
  heights: readonly number[],
): Promise<readonly SnapshotJson[]> {
  const found = await Promise.all(heights.map((height) => source.snapshot(height)))
  return found.filter((snapshot) => snapshot !== undefined)
}

type Chunk = {
  readonly blocks: readonly BlockJson[]
  readonly snapshots: readonly SnapshotJson[]
  /** Undefined while far behind: only the newest view of the nodes is worth storing. */
  readonly nodes: NodesJson | undefined
  readonly knownNodes: readonly KnownNode[]
  readonly knownSnapshots: KnownSnapshots
}

/** The snapshot that speaks for accounts and exits, unless a newer one is stored already. */
function newestOf({ snapshots, knownSnapshots }: Chunk): SnapshotJson | undefined {
  const last = snapshots.at(-1)
  return last !== undefined && last.height >= knownSnapshots.newestHeight ? last : undefined
}

const TERMINAL: ReadonlySet<string> = new Set(["exited", "deregistered", "refused"])

/** Nodes that the chain no longer lists: it forgets a registration once the contract has let it go. */
function gone({ nodes, knownNodes }: Chunk): readonly KnownNode[] {
  if (nodes === undefined) return []
  const listed = new Set(nodes.nodes.map(({ registryId }) => registryId))
  return knownNodes
    .filter(({ registryId, state }) => !listed.has(registryId) && !TERMINAL.has(state))
    .map((known) => ({ ...known, state: "exited" }))
}

function rowsOfChunk(chunk: Chunk, nowMs: number): RowChange[] {
  const seenAt = new Date(nowMs)
  const { blocks, snapshots, nodes, knownNodes } = chunk
  const members = nodes?.nodes ?? knownNodes
  const newest = newestOf(chunk)
  const rows = [
    ...blocks.flatMap((block) => [...appchainBlock(block), ...appchainNodeEvents(block)]),
    ...snapshots.flatMap((snapshot) =>
      appchainSnapshot(snapshot, { members, newest: snapshot === newest, seenAt }),
    ),
  ]
  if (nodes === undefined) return rows
  const seen: Observation = { height: BigInt(nodes.height), at: seenAt }
  const before = new Map(knownNodes.map((known) => [known.registryId, known]))
  const changed = [...nodes.nodes, ...gone(chunk)]
  return [
    ...rows,
    ...nodes.nodes.flatMap((node) => appchainNode(node, before.get(node.registryId), seen)),
    ...stateChanged(before, changed, seen),
  ]
}

async function commitChunk(deps: AppchainStepDeps, walk: Walk, chunk: Chunk): Promise<void> {
  const rows = rowsOfChunk(chunk, deps.nowMs())
  const last = chunk.blocks.at(-1)
  if (last === undefined) return
  const next = { identity: walk.status.networkId, height: BigInt(last.height), hash: hexToBytes(last.hash) }
  await commitStep(deps.pool, {
    source: "appchain",
    expected: walk.cursor,
    next,
    async write(client) {
      await writeRows(client, rows)
      if (chunk.nodes !== undefined)
        await markExited(client, {
          registryIds: gone(chunk).map(({ registryId }) => registryId),
          height: chunk.nodes.height,
        })
      for (const { height } of chunk.snapshots) {
        await thinRewardPoints(client, { height, intervalBlocks: deps.snapshotIntervalBlocks })
      }
      const newest = newestOf(chunk)
      if (newest !== undefined) await dropOldExits(client, newest.height)
    },
  })
  walk.cursor = next
  walk.blockCount += chunk.blocks.length
  walk.snapshotCount += chunk.snapshots.length
  walk.progressed = true
}

/** The nodes as they are at a height or later. Another node may answer, and one that lags would turn the clock back. */
async function nodesAt(source: AppchainSource, height: number): Promise<NodesJson | undefined> {
  const nodes = await source.nodes()
  return nodes.height < height ? undefined : nodes
}

/** One transaction's worth of blocks; at the head also the nodes as they are now. */
async function advance(deps: AppchainStepDeps, walk: Walk, maxBlocks: number): Promise<void> {
  const { finalizedHeight } = walk.status
  const from = nextHeight(walk.cursor)
  const to = Math.min(finalizedHeight, from + Math.min(CHUNK_BLOCKS, maxBlocks) - 1)
  if (to < from) return
  const interval = deps.snapshotIntervalBlocks
  const [blocks, knownNodes, knownSnapshots] = await Promise.all([
    deps.source.blocks(from, to),
    readKnownNodes(deps.pool),
    readKnownSnapshots(deps.pool, to - OPEN_SNAPSHOTS_MAX * interval),
  ])
  if (blocks[0] !== undefined) checkParent(walk.cursor, blocks[0])
  const heights = snapshotHeights({ from, to, interval }, knownSnapshots.settled)
  const [snapshots, nodes] = await Promise.all([
    fetchSnapshots(deps.source, heights),
    to === finalizedHeight ? nodesAt(deps.source, to) : undefined,
  ])
  await commitChunk(deps, walk, { blocks, snapshots, nodes, knownNodes, knownSnapshots })
}

/**
 * Indexes final appchain blocks from the cursor to the newest one, the snapshots among them, and the nodes as they are now.
 * Final blocks never change, so there is nothing to undo.
 *
 * @throws IndexerError, or SdkError from the nodes; what was committed before stays.
 */
export async function appchainStep(deps: AppchainStepDeps, limits: StepLimits): Promise<AppchainProgress> {
  const deadlineMs = deps.nowMs() + limits.timeBudgetMs
  const walk = await begin(deps)
  const { finalizedHeight } = walk.status
  do {
    await advance(deps, walk, limits.maxBlocks - walk.blockCount)
  } while (
    nextHeight(walk.cursor) <= finalizedHeight &&
    walk.blockCount < limits.maxBlocks &&
    deps.nowMs() < deadlineMs
  )
  const { blockCount, snapshotCount, progressed } = walk
  const height = BigInt(nextHeight(walk.cursor) - 1)
  const headHeight = BigInt(finalizedHeight)
  await recordHead(deps.pool, { source: "appchain", headHeight, finalizedHeight: headHeight, progressed })
  return { height, headHeight, blockCount, snapshotCount, progressed, behind: height < headHeight }
}

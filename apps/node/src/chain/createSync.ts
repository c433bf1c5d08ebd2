import { bytesEqual } from "@sextant/shared/bytes"
import { height } from "@sextant/shared/units"
import type { Block } from "@sextant/wire/block"
import { decodeBlock, blockHash as hashOf } from "@sextant/wire/blockCodec"
import type { NodeId } from "@sextant/wire/l2Event"
import { protocolName } from "../networkNames.ts"
import { orAborted } from "../orAborted.ts"
import type { Db, Network, Random, Startable } from "../ports.ts"
import type { Chain } from "./createChain.ts"
import { importSynced } from "./importSynced.ts"
import { serveBlock, serveRange } from "./serveRanges.ts"
import { createStateServer } from "./serveState.ts"
import { pruneSnapshotStates } from "./snapshotStates.ts"
import { CHUNK_BYTES } from "./stateChunks.ts"
import { decodeRangeAnswer, encodeRangeRequest } from "./syncCodec.ts"

export type SyncDeps = {
  readonly chain: Chain
  readonly network: Network
  readonly db: Db
  readonly random: Random
  /** Blocks of views that run now, for peers that ask. */
  readonly pendingBlock: (blockHash: Uint8Array) => Block | undefined
  /** Called after final blocks were imported from peers. */
  readonly onHeadMoved: () => void
  /** Called once: most of the peers that answered have nothing newer than this node. */
  readonly onCaughtUp: () => void
}

export type Sync = Startable & {
  /** Looks for newer final blocks now. */
  readonly catchUp: (from: NodeId | undefined) => void
  /** Asks peers for one block. */
  readonly fetchBlock: (blockHash: Uint8Array) => Promise<Block | undefined>
  /** True while blocks that peers have are being fetched. */
  readonly isSyncing: () => boolean
}

type Names = { readonly ranges: string; readonly blocks: string; readonly states: string }
type State = {
  readonly deps: SyncDeps
  readonly names: Names
  readonly stopping: AbortController
  isSyncing: boolean
  running: Promise<void> | undefined
  wanted: { readonly from: NodeId | undefined } | undefined
  hasCaughtUp: boolean
  /** Peers that sent garbage are asked last for a while. */
  readonly distrusted: Map<NodeId, number>
}

const REQUEST_TIMEOUT_MS = 10_000
const DISTRUST_MS = 60_000
/** Rounds without a hint: how often a node looks for itself whether it is behind. */
const LOOK_EVERY_INTERVALS = 2
const FETCH_PEERS_MAX = 6
/** Asked in one round; the next round asks others. */
const ROUND_PEERS_MAX = 5

/** Fetches final blocks from peers, and serves them. */
export function createSync(deps: SyncDeps): Sync {
  const { networkId } = deps.chain.deps.rules.domain
  const state: State = {
    deps,
    names: {
      ranges: protocolName(networkId, "ranges"),
      blocks: protocolName(networkId, "blocks"),
      states: protocolName(networkId, "states"),
    },
    stopping: new AbortController(),
    isSyncing: false,
    running: undefined,
    wanted: undefined,
    hasCaughtUp: false,
    distrusted: new Map(),
  }
  let looking: Promise<void> | undefined
  return {
    isSyncing: () => state.isSyncing,
    catchUp: (from) => startRound(state, from),
    fetchBlock: (blockHash) => fetchBlock(state, blockHash),
    async start() {
      const { network, chain, pendingBlock } = deps
      const limits = { bodyBytesMax: 8 * 1024 * 1024, concurrencyMax: 2 }
      await network.handle(state.names.ranges, async (_, body) => serveRange(chain, body), limits)
      await network.handle(
        state.names.blocks,
        async (_, body) => serveBlock(chain, pendingBlock, body),
        limits,
      )
      const serveState = createStateServer({ db: deps.db, clock: chain.deps.clock })
      await network.handle(state.names.states, async (_, body) => serveState(body), {
        bodyBytesMax: 2 * CHUNK_BYTES,
        concurrencyMax: 2,
      })
      network.onPeersChanged(() => {
        if (!state.hasCaughtUp) startRound(state, undefined)
      })
      looking = lookLoop(state)
    },
    async stop() {
      state.stopping.abort()
      await looking
      await state.running
    },
  }
}

async function lookLoop(state: State): Promise<void> {
  const { clock, rules } = state.deps.chain.deps
  const { signal } = state.stopping
  while (!signal.aborted) {
    startRound(state, undefined)
    await pruneSnapshotStates({ db: state.deps.db, l2: state.deps.chain.deps.l2 }).catch((error: unknown) =>
      state.deps.chain.deps.logger.debug({ error: String(error) }, "could not drop old snapshots' states"),
    )
    const { blockIntervalMs, consensusDelayMs } = rules.preset
    // Until it has compared itself with others the node does not vote.
    const pauseMs = state.hasCaughtUp ? LOOK_EVERY_INTERVALS * blockIntervalMs : 2 * consensusDelayMs
    await clock.sleepMs(pauseMs, signal)
  }
}

/** One round at a time; a hint that comes meanwhile starts another round after it. */
function startRound(state: State, from: NodeId | undefined): void {
  if (state.stopping.signal.aborted) return
  if (state.running !== undefined) {
    state.wanted = { from }
    return
  }
  state.running = syncRound(state, from)
    .catch((error) => state.deps.chain.deps.logger.warn({ error: String(error) }, "a sync round failed"))
    .finally(() => {
      state.running = undefined
      state.isSyncing = false
      const next = state.wanted
      state.wanted = undefined
      if (next !== undefined) startRound(state, next.from)
    })
}

/** Takes ranges from one peer after another until nobody asked has more than we have. */
async function syncRound(state: State, hint: NodeId | undefined): Promise<void> {
  const places = { silent: 0, level: 0, ahead: 0 }
  for (const peer of inTrustOrder(state, hint).slice(0, ROUND_PEERS_MAX)) {
    let place: Place = "more"
    while (place === "more" && !state.stopping.signal.aborted) place = await takeRange(state, peer)
    if (place === "more" || state.stopping.signal.aborted) return
    places[place]++
  }
  if (state.hasCaughtUp || places.level <= places.ahead) return
  state.hasCaughtUp = true
  state.deps.onCaughtUp()
}

/** Where a peer stands. `ahead`: it says that it is, and does not show it. */
type Place = "more" | "silent" | "level" | "ahead"

async function takeRange(state: State, peer: NodeId): Promise<Place> {
  const { chain, network, onHeadMoved } = state.deps
  const own = chain.head().block.header.height
  let answer: ReturnType<typeof decodeRangeAnswer>
  try {
    const body = encodeRangeRequest({ from: height(own + 1) })
    const request = { protocol: state.names.ranges, body, timeoutMs: REQUEST_TIMEOUT_MS }
    const received = await orAborted(network.request(peer, request), state.stopping.signal)
    if (received === undefined) return "silent"
    answer = decodeRangeAnswer(received)
  } catch (error) {
    chain.deps.logger.debug({ peer, error: String(error) }, "a peer did not send blocks")
    return "silent"
  }
  const place = () => (answer.head <= chain.head().block.header.height ? "level" : "ahead")
  if (answer.blocks.length === 0 || answer.finalization === undefined) return place()
  // One block behind is the normal state of a chain that moves; more is catching up.
  if (answer.head > own + 1) state.isSyncing = true
  try {
    const { blocks, finalization } = answer
    const newCount = await importSynced(chain, { blocks, finalization })
    if (newCount > 0) onHeadMoved()
    return place() === "ahead" && newCount > 0 ? "more" : place()
  } catch (error) {
    state.distrusted.set(peer, chain.deps.clock.nowMs() + DISTRUST_MS)
    chain.deps.logger.warn({ peer, error: String(error) }, "a peer sent blocks that are not the chain's")
    return "silent"
  }
}

async function fetchBlock(state: State, blockHash: Uint8Array): Promise<Block | undefined> {
  const { network, chain } = state.deps
  for (const peer of inTrustOrder(state, undefined).slice(0, FETCH_PEERS_MAX)) {
    if (state.stopping.signal.aborted) return undefined
    try {
      const timeoutMs = Math.min(REQUEST_TIMEOUT_MS, 4 * chain.deps.rules.preset.consensusDelayMs)
      const request = { protocol: state.names.blocks, body: blockHash, timeoutMs }
      const body = await orAborted(network.request(peer, request), state.stopping.signal)
      if (body === undefined || body.length === 0) continue
      const block = decodeBlock(body)
      if (bytesEqual(hashOf(block.header), blockHash)) return block
      state.distrusted.set(peer, chain.deps.clock.nowMs() + DISTRUST_MS)
    } catch (error) {
      chain.deps.logger.debug({ peer, error: String(error) }, "a peer did not send a block")
    }
  }
  return undefined
}

/** The hinted peer first, then the others in random order, those that sent garbage lately last. */
function inTrustOrder(state: State, hint: NodeId | undefined): readonly NodeId[] {
  const { network, random, chain } = state.deps
  const nowMs = chain.deps.clock.nowMs()
  const rank = (peer: NodeId) =>
    (state.distrusted.get(peer) ?? 0) > nowMs ? 2 : peer === hint ? -1 : (random.bytes(1)[0] ?? 0) / 256
  return network
    .peers()
    .map((peer) => ({ peer, rank: rank(peer) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ peer }) => peer)
}

import { bytesEqual } from "@sextant/shared/bytes"
import { applyBlock } from "@sextant/state-transition/applyBlock"
import type { ChainState, Rules } from "@sextant/state-transition/types"
import type { Block } from "@sextant/wire/block"
import { blockHash as hashOf, operationsRoot } from "@sextant/wire/blockCodec"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Snapshot } from "@sextant/wire/snapshot"
import { protocolName } from "../networkNames.ts"
import { orAborted } from "../orAborted.ts"
import type { Clock, DbWrite, L2, Logger, Metrics, Network } from "../ports.ts"
import type { AppliedBlock, ChainStore } from "./chainStore.ts"
import { ChainError } from "./errors.ts"
import { fetchState } from "./fetchState.ts"
import { checkFinal } from "./importSynced.ts"
import { decodeRangeAnswer, encodeRangeRequest, type RangeAnswer } from "./syncCodec.ts"

export type JoinDeps = {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly network: Network
  readonly l2: L2
  readonly store: ChainStore
  readonly rules: Rules
  readonly companionsOf: (block: AppliedBlock) => readonly DbWrite[]
  /** A snapshot at most this far ahead is not worth it: blocks are replayed. */
  readonly joinAfterBlocks: number
}

const PAUSE_MS = 500
/** Without a usable answer of the L2, or with peers that all fail, the node replays from genesis after this many rounds. */
const ROUNDS_MAX = 60
/** A mainnet chain of two days; a local one of nine minutes. */
const JOIN_AFTER_BLOCKS_MIN = 256
const RANGE_TIMEOUT_MS = 15_000

/** From this length of the chain on a new node starts from a snapshot unless it is told to replay. */
export function joinAfterBlocksOf({ preset }: Rules): number {
  return Math.max(2 * preset.epochLengthBlocks, JOIN_AFTER_BLOCKS_MIN)
}

/**
 * Lets a node that holds nothing but genesis begin at the newest snapshot that the contract has accepted: its state comes from
 * peers and is checked whole against the contract, its block and those after it must be final. Nothing is kept before all of it
 * is right, so a download that was cut off starts again, and a peer that lies costs time only.
 *
 * @returns True when the node now stands at the snapshot or beyond.
 */
export async function joinFromSnapshot(deps: JoinDeps, signal: AbortSignal): Promise<boolean> {
  const head = deps.store.head()
  if (head === undefined || head.height > 0 || deps.joinAfterBlocks === Number.POSITIVE_INFINITY) return false
  const liars = new Set<NodeId>()
  for (let round = 0; round < ROUNDS_MAX && !signal.aborted; round++) {
    const accepted = await orAborted(deps.l2.acceptedState(), signal).catch(
      () => ({ kind: "unseen" }) as const,
    )
    if (accepted === undefined || accepted.kind === "none") return false
    if (accepted.kind === "accepted") {
      if (accepted.snapshot.height <= deps.joinAfterBlocks) return false
      const peers = deps.network.peers().filter((peer) => !liars.has(peer))
      for (const peer of peers) {
        if (signal.aborted) return false
        if (await joinThrough(deps, { peer, snapshot: accepted.snapshot, liars, signal })) return true
      }
    }
    await deps.clock.sleepMs(PAUSE_MS, signal)
  }
  if (!signal.aborted) deps.logger.warn({}, "no peer could hand over a snapshot: replaying from genesis")
  return false
}

type Attempt = {
  readonly peer: NodeId
  readonly snapshot: Snapshot
  readonly liars: Set<NodeId>
  readonly signal: AbortSignal
}

async function joinThrough(deps: JoinDeps, attempt: Attempt): Promise<boolean> {
  const { peer, snapshot, liars } = attempt
  const { height } = snapshot
  try {
    const joined = await tryJoin(deps, attempt)
    if (joined) {
      deps.metrics.count("joined_from_snapshot_total")
      deps.logger.info({ peer, height }, "starts from a snapshot that the contract has accepted")
    }
    return joined
  } catch (error) {
    const code = (error as { code?: unknown }).code
    const isSilence = typeof code === "string" && code.startsWith("network/")
    if (!isSilence) liars.add(peer)
    const message = isSilence
      ? "a peer did not hand over the snapshot"
      : "a peer handed over a false snapshot"
    deps.logger.warn({ peer, height, error: String(error) }, message)
    return false
  }
}

async function tryJoin(deps: JoinDeps, attempt: Attempt): Promise<boolean> {
  const { network, rules, store } = deps
  const { peer, snapshot, signal } = attempt
  const { networkId } = rules.domain
  const protocol = protocolName(networkId, "states")
  const state = await fetchState({ network, protocol, signal }, peer, snapshot)
  if (state === undefined) return false
  const body = encodeRangeRequest({ from: snapshot.height })
  const request = { protocol: protocolName(networkId, "ranges"), body, timeoutMs: RANGE_TIMEOUT_MS }
  const received = await orAborted(network.request(peer, request), signal)
  if (received === undefined) return false
  const range = decodeRangeAnswer(received)
  const { finalization } = range
  if (range.blocks.length === 0 || finalization === undefined) return false
  const blocks = applyRange(rules, { state, snapshot, range })
  checkFinal(rules, blocks.at(-1), finalization)
  const registered = await registrationsUpTo(deps, state, signal)
  if (registered === undefined) return false
  const [first, ...rest] = blocks
  if (first === undefined) return false
  const all = [{ ...first, l2Events: registered }, ...rest]
  await store.putFinal({ blocks: all, finalization, companions: all.flatMap(deps.companionsOf) })
  return true
}

/** The snapshot's own block, and those after it applied on its state. */
function applyRange(
  rules: Rules,
  input: { readonly state: ChainState; readonly snapshot: Snapshot; readonly range: RangeAnswer },
): readonly AppliedBlock[] {
  const { state, snapshot, range } = input
  const [first, ...rest] = range.blocks as readonly [Block, ...Block[]]
  const isItsBlock =
    bytesEqual(hashOf(first.header), snapshot.blockHash) &&
    bytesEqual(operationsRoot(first.body), first.header.operationsRoot)
  if (!isItsBlock) throw new ChainError("chain/wrong-range", { meta: { from: snapshot.height } })
  let parent: AppliedBlock = { block: first, blockHash: snapshot.blockHash, state, effects: [], l2Events: [] }
  const applied = [parent]
  for (const block of rest) {
    const transition = applyBlock(rules, parent.state, block)
    parent = { block, blockHash: hashOf(block.header), ...transition, l2Events: block.body.l2Events }
    applied.push(parent)
  }
  return applied
}

/** What the skipped blocks would have told of the L2. Waits until this node's own provider shows the same history. */
async function registrationsUpTo({ l2, clock }: JoinDeps, state: ChainState, signal: AbortSignal) {
  for (let round = 0; round < ROUNDS_MAX && !signal.aborted; round++) {
    const events = await l2.events({ after: await l2.deployedAfter(), upTo: state.latestHeader.l2 })
    if (events !== undefined) return events
    await clock.sleepMs(PAUSE_MS, signal)
  }
  return undefined
}

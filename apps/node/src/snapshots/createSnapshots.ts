import type { ChainState } from "@sextant/state-transition/types"
import { snapshotMessage } from "@sextant/wire/messages"
import type { SignedSnapshot } from "@sextant/wire/snapshot"
import { protocolName, topicName } from "../networkNames.ts"
import { orAborted } from "../orAborted.ts"
import type { Startable } from "../ports.ts"
import { aggregatePartials } from "./aggregatePartials.ts"
import { exchangePartials, onPartial, servePartials } from "./exchangePartials.ts"
import { type Gathering, startGathering, takePartial } from "./gatherPartials.ts"
import { offeredSnapshots } from "./offeredSnapshots.ts"
import { type Room, type SignedView, type SnapshotsDeps, writePartials } from "./room.ts"
import type { SnapshotBody } from "./snapshotRow.ts"
import { snapshotBodyOf } from "./snapshotRows.ts"
import { submitWhenDue } from "./submitWhenDue.ts"

export type Snapshots = Startable & {
  /** To be called for every final block, oldest first. The body is on disk by then (`snapshotRows`). */
  readonly onFinal: (state: ChainState) => void
  /** A snapshot and who has signed it so far; undefined when this node has no such snapshot. */
  readonly view: (height: number) => SignedView | undefined
  /** The snapshot that the parent's state asks about, when it would tell the chain of signers it does not know yet. */
  readonly offered: (parent: ChainState) => readonly SignedSnapshot[]
}

/** Older snapshots still take partials, but are no longer worked for. */
const GATHERINGS_KEPT = 4
const VIEWS_KEPT = 128

export function createSnapshots(deps: SnapshotsDeps): Snapshots {
  const { networkId } = deps.domain
  const room: Room = {
    deps,
    topic: topicName(networkId, "partials"),
    protocol: protocolName(networkId, "partials"),
    gatherings: new Map(),
    waiting: new Map(),
    views: new Map(),
    stopping: new AbortController(),
    work: undefined,
  }
  return {
    async start() {
      deps.network.subscribe(room.topic, (_, body) => onPartial(room, body))
      await deps.network.handle(room.protocol, async (_, body) => servePartials(room, body))
      const newest = deps.store.newestHeight()
      const body = newest === undefined ? undefined : deps.store.body(newest)
      if (body !== undefined) open(room, body)
    },
    async stop() {
      room.stopping.abort()
      room.work?.stop.abort()
      await room.work?.done
      for (const height of room.gatherings.keys()) await writePartials(room, height)
    },
    onFinal(state) {
      const body = snapshotBodyOf(deps.preset, state)
      if (body !== undefined) open(room, body)
    },
    view: (height) => viewOf(room, height),
    offered: (parent) => offeredSnapshots(parent, (height) => viewOf(room, height)),
  }
}

function fromDisk(room: Room, height: number): Gathering | undefined {
  const body = room.deps.store.body(height)
  if (body === undefined) return undefined
  const message = snapshotMessage(room.deps.domain, body.taken.snapshot)
  return startGathering(body, message, room.deps.store.partials(height))
}

/** Adding up costs a pairing, so the result is kept until another partial comes in. */
function viewOf(room: Room, height: number): SignedView | undefined {
  const live = room.gatherings.get(height)
  const known = room.views.get(height)
  if (known !== undefined && (live === undefined || live.partials.size === known.partialCount)) return known
  const gathering = live ?? fromDisk(room, height)
  if (gathering === undefined) return undefined
  const { body, message } = gathering
  const aggregate = aggregatePartials(gathering, () => true)
  const signedIds = new Set(aggregate?.signers.map(({ nodeId }) => nodeId))
  const view: SignedView = {
    taken: body.taken,
    message,
    nodeIds: body.signers.map(({ nodeId }) => nodeId),
    signed: body.signers.flatMap(({ nodeId }, index) => (signedIds.has(nodeId) ? [index] : [])),
    signature: aggregate?.signature,
    partialCount: gathering.partials.size,
  }
  room.views.delete(height)
  room.views.set(height, view)
  const [oldest] = room.views.keys()
  if (room.views.size > VIEWS_KEPT && oldest !== undefined) room.views.delete(oldest)
  return view
}

/** Starts to gather for a snapshot and stops working for the one before it. */
function open(room: Room, body: SnapshotBody): void {
  const { deps } = room
  const { height, timestampS } = body.taken.snapshot
  const message = snapshotMessage(deps.domain, body.taken.snapshot)
  const gathering = startGathering(body, message, deps.store.partials(height))
  room.gatherings.set(height, gathering)
  for (const old of room.gatherings.keys()) {
    if (room.gatherings.size > GATHERINGS_KEPT) {
      void writePartials(room, old)
      room.gatherings.delete(old)
    }
  }
  for (const wake of room.waiting.get(height) ?? []) wake()
  room.waiting.delete(height)
  room.work?.stop.abort()
  const isOld = deps.clock.nowMs() - timestampS * 1000 >= deps.preset.snapshotAgeMaxS * 1000
  if (!isOld && !room.stopping.signal.aborted) work(room, gathering)
}

function work(room: Room, gathering: Gathering): void {
  const { deps } = room
  const { height } = gathering.body.taken.snapshot
  const stop = new AbortController()
  const before = room.work?.done ?? Promise.resolve()
  signOwn(room, gathering)
  const submitDeps = {
    ...deps,
    turnMs: Math.max(4 * deps.preset.consensusDelayMs, 2_000),
    gatherMs: deps.preset.consensusDelayMs,
    ageMaxMs: deps.preset.snapshotAgeMaxS * 1000,
    isOutdated: () => [...room.gatherings.keys()].some((other) => other > height),
  }
  const tasks = [
    exchangePartials(room, gathering, stop.signal),
    submitWhenDue(submitDeps, gathering, stop.signal),
  ]
  const done = orAborted(Promise.all([before, ...tasks]), stop.signal)
    .then(() => writePartials(room, height))
    .catch((error) => deps.logger.warn({ height, error: String(error) }, "could not finish a snapshot"))
  room.work = { stop, done }
}

/** Signs what this node has computed itself, and nothing else. */
function signOwn(room: Room, gathering: Gathering): void {
  const { nodeId, signBls, metrics } = room.deps
  const { height } = gathering.body.taken.snapshot
  const partial = { height, message: gathering.message, nodeId, signature: signBls(gathering.message) }
  const verdict = takePartial(gathering, partial)
  if (verdict === "new") metrics.count("snapshots_signed_total")
}

import { bytesToBigint } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import { numberKey, parseNumberKey } from "../dbKeys.ts"
import { orAborted } from "../orAborted.ts"
import type { Clock, Logger, Metrics, Network, Random, Startable } from "../ports.ts"
import type { PeerHistories } from "./createPeerHistories.ts"
import { isClockOff, probeKinds, withClockReply, withProbe } from "./peerHistory.ts"
import type { PeerProbes } from "./peerProbes.ts"

export type PeerProberDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly logger: Logger
  readonly metrics: Metrics
  readonly histories: PeerHistories
  readonly probes: PeerProbes
  /** All nodes of the chain now. */
  readonly nodeIds: () => readonly NodeId[]
}

export type PeerProberSettings = {
  /** Name of the question for a node's time, with the network's id. */
  readonly clockProtocol: string
  readonly periodMs: number
}

const REQUEST_TIMEOUT_MS = 5_000
const OFF_MS = 30_000
const FLUSH_EVERY_MS = 10_000
/** Own comparisons with others' clocks; when more than four fifths of them are off it is our clock that is wrong. */
const COMPARISONS_KEPT = 30
const COMPARISONS_MIN = 5

type Room = PeerProberDeps & {
  readonly settings: PeerProberSettings
  /** Newest last; true = off. */
  readonly comparisons: boolean[]
}

/** Asks a random node every period, and again one that failed last time. What comes of it goes into the histories. */
export function createPeerProber(deps: PeerProberDeps, settings: PeerProberSettings): Startable {
  const room: Room = { ...deps, settings, comparisons: [] }
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  return {
    async start() {
      await deps.network.handle(settings.clockProtocol, async () => numberKey(deps.clock.nowMs()), {
        bodyBytesMax: 16,
      })
      running = probeLoop(room, stopping.signal)
    },
    async stop() {
      stopping.abort()
      await running
      await flush(room)
    },
  }
}

async function probeLoop(room: Room, signal: AbortSignal): Promise<void> {
  const { clock, settings, logger } = room
  let flushedMs: number = clock.nowMs()
  while (!signal.aborted) {
    await clock.sleepMs(settings.periodMs, signal)
    try {
      if (!signal.aborted) await orAborted(Promise.all(targetsOf(room).map((id) => ask(room, id))), signal)
      if (clock.nowMs() - flushedMs < FLUSH_EVERY_MS) continue
      flushedMs = clock.nowMs()
      await flush(room)
    } catch (error) {
      logger.warn({ error: String(error) }, "could not test other nodes")
    }
  }
}

function flush({ histories, nodeIds }: Room): Promise<void> {
  const known = new Set(nodeIds())
  return histories.flush((nodeId) => known.has(nodeId))
}

function targetsOf(room: Room): readonly NodeId[] {
  const { nodeIds, network, histories } = room
  const all = nodeIds()
  if (!all.includes(network.nodeId)) return []
  const others = all.filter((nodeId) => nodeId !== network.nodeId)
  const failing = others.filter((nodeId) => {
    const history = histories.of(nodeId)
    return isClockOff(history) || probeKinds.some((kind) => history.probes[kind].failingSinceS !== 0)
  })
  return [...new Set([pick(room, others), pick(room, failing)])].filter((nodeId) => nodeId !== undefined)
}

function pick({ random }: Room, nodeIds: readonly NodeId[]): NodeId | undefined {
  const drawn = Number(bytesToBigint(random.bytes(4)))
  return nodeIds[drawn % Math.max(1, nodeIds.length)]
}

async function ask(room: Room, nodeId: NodeId): Promise<void> {
  const { probes, histories, clock, metrics } = room
  const probing = probeKinds.map(async (kind) => {
    const outcome = await probes.probe(nodeId, kind)
    if (outcome === "unknown") return
    metrics.count(`peer_probes_${outcome}_total`)
    const atS = Math.floor(clock.nowMs() / 1000)
    histories.update(nodeId, (history) => withProbe(history, { kind, isOk: outcome === "ok", atS }))
  })
  await Promise.all([askTime(room, nodeId), ...probing])
}

async function askTime(room: Room, nodeId: NodeId): Promise<void> {
  const { network, clock, settings, logger } = room
  const sentMs = clock.nowMs()
  try {
    const answer = await network.request(nodeId, {
      protocol: settings.clockProtocol,
      body: new Uint8Array(),
      timeoutMs: REQUEST_TIMEOUT_MS,
    })
    if (answer.length !== 8) return
    const between = (sentMs + clock.nowMs()) / 2
    recordReply(room, nodeId, Math.abs(parseNumberKey(answer) - between) > OFF_MS)
  } catch (error) {
    logger.debug({ nodeId, error: String(error) }, "a node did not tell its time")
  }
}

function recordReply(room: Room, nodeId: NodeId, isDifferent: boolean): void {
  const { comparisons, histories, clock, metrics, logger } = room
  comparisons.push(isDifferent)
  if (comparisons.length > COMPARISONS_KEPT) comparisons.shift()
  const different = comparisons.filter((one) => one).length
  const isOwnFault = comparisons.length >= COMPARISONS_MIN && 5 * different > 4 * comparisons.length
  if (isDifferent) metrics.count("peer_clocks_off_total")
  if (isOwnFault && isDifferent)
    logger.warn(
      { different, asked: comparisons.length },
      "this node's clock differs from most others': set it",
    )
  const atS = Math.floor(clock.nowMs() / 1000)
  histories.update(nodeId, (history) => withClockReply(history, { isOff: isDifferent && !isOwnFault, atS }))
}

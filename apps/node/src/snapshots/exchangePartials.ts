import { concatBytes } from "@sextant/shared/bytes"
import { height as toHeight } from "@sextant/shared/units"
import type { SnapshotPartial } from "@sextant/wire/snapshot"
import { decodeSnapshotPartial, encodeSnapshotPartial } from "@sextant/wire/snapshotCodec"
import { numberKey, parseNumberKey } from "../dbKeys.ts"
import type { GossipVerdict } from "../ports.ts"
import { type Gathering, type PartialVerdict, takePartial } from "./gatherPartials.ts"
import { type Room, writePartials } from "./room.ts"

const PARTIAL_BYTES = 8 + 32 + 32 + 96
const PARTIALS_PER_ANSWER = 4_096
const WAITING_MAX = 1_024
const REQUEST_TIMEOUT_MS = 5_000

/** Publishes our partial, then asks peers for those that gossip did not bring, until all are here or a newer snapshot is due. */
export async function exchangePartials(room: Room, gathering: Gathering, signal: AbortSignal): Promise<void> {
  const { deps } = room
  const { height } = gathering.body.taken.snapshot
  const pauseMs = 4 * deps.preset.consensusDelayMs
  while (!signal.aborted) {
    await publishOwn(room, gathering)
    await deps.clock.sleepMs(pauseMs, signal)
    await writePartials(room, height)
    if (gathering.partials.size === gathering.body.signers.length) return
    if (!signal.aborted) await askSomebody(room, gathering)
  }
}

async function publishOwn(room: Room, gathering: Gathering): Promise<void> {
  const { deps } = room
  const signature = gathering.partials.get(deps.nodeId)
  if (signature === undefined) return
  const { height } = gathering.body.taken.snapshot
  const partial = { height, message: gathering.message, nodeId: deps.nodeId, signature }
  await deps.network.publish(room.topic, encodeSnapshotPartial(partial)).catch((error) => {
    deps.logger.debug({ height, error: String(error) }, "could not publish a partial signature")
  })
}

async function askSomebody(room: Room, gathering: Gathering): Promise<void> {
  const { network, random, logger } = room.deps
  const peers = network.peers()
  const peer = peers[(random.bytes(1)[0] ?? 0) % Math.max(1, peers.length)]
  if (peer === undefined) return
  const { height } = gathering.body.taken.snapshot
  try {
    const request = { protocol: room.protocol, body: numberKey(height), timeoutMs: REQUEST_TIMEOUT_MS }
    const body = await network.request(peer, request)
    for (let offset = 0; offset + PARTIAL_BYTES <= body.length; offset += PARTIAL_BYTES) {
      const partial = decodeSnapshotPartial(body.slice(offset, offset + PARTIAL_BYTES))
      if (takePartial(gathering, partial) === "forged") return
    }
  } catch (error) {
    logger.debug({ peer, height, error: String(error) }, "a peer did not send its partial signatures")
  }
}

/** Everything gathered for one height, one partial after another. */
export function servePartials(room: Room, body: Uint8Array): Uint8Array {
  if (body.length !== 8) return new Uint8Array()
  const gathering = room.gatherings.get(parseNumberKey(body))
  if (gathering === undefined) return new Uint8Array()
  const height = toHeight(gathering.body.taken.snapshot.height)
  const { message } = gathering
  const partials = [...gathering.partials].slice(0, PARTIALS_PER_ANSWER)
  return concatBytes(
    ...partials.map(([nodeId, signature]) => encodeSnapshotPartial({ height, message, nodeId, signature })),
  )
}

/** Judges a gossiped partial. One that comes before its block is final here waits for the block a little. */
export async function onPartial(room: Room, body: Uint8Array): Promise<GossipVerdict> {
  let partial: SnapshotPartial
  try {
    partial = decodeSnapshotPartial(body)
  } catch {
    return "reject"
  }
  const gathering = room.gatherings.get(partial.height) ?? (await waitFor(room, partial.height))
  if (gathering === undefined) return "ignore"
  const verdict = takePartial(gathering, partial)
  room.deps.metrics.count(`snapshot_partials_${verdict}_total`)
  if (verdict === "differs")
    room.deps.logger.warn(
      { height: partial.height, nodeId: partial.nodeId },
      "a node signed another snapshot",
    )
  return toGossipVerdict(verdict)
}

/** The gathering of a height that becomes final soon; undefined when it does not, or when too many wait already. */
async function waitFor(room: Room, height: number): Promise<Gathering | undefined> {
  const { clock, preset } = room.deps
  const newest = Math.max(0, ...room.gatherings.keys())
  const isNear = height > newest && height <= newest + 2 * preset.snapshotIntervalBlocks
  const waitingCount = [...room.waiting.values()].reduce((sum, wakes) => sum + wakes.length, 0)
  if (!isNear || waitingCount >= WAITING_MAX) return undefined
  const done = new AbortController()
  const wakes = room.waiting.get(height) ?? []
  room.waiting.set(height, [...wakes, () => done.abort()])
  await clock.sleepMs(4 * preset.consensusDelayMs, AbortSignal.any([done.signal, room.stopping.signal]))
  return room.gatherings.get(height)
}

function toGossipVerdict(verdict: PartialVerdict): GossipVerdict {
  switch (verdict) {
    case "new":
      return "accept"
    case "known":
    case "stranger":
    case "differs":
      return "ignore"
    case "forged":
      return "reject"
  }
}

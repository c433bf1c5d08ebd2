import type { GossipVerdict } from "@sextant/node/ports"
import { bytesToHex } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Life } from "./life.ts"
import type { NetworkFaults } from "./networkFaults.ts"
import type { SeededRandom } from "./seededRandom.ts"
import type { Trace } from "./trace.ts"
import type { VirtualClock } from "./virtualClock.ts"

/** One running network port, as the others reach it. */
export type Endpoint = {
  readonly nodeId: NodeId
  readonly peerPort: number
  readonly life: Life
  readonly connected: Set<NodeId>
  readonly onConnectionChange: (peer: NodeId, isUp: boolean) => void
}

/** What travels; `what` names it in the trace. */
export type Parcel = {
  readonly from: NodeId
  readonly to: NodeId
  readonly stream: string
  readonly body: Uint8Array
  /** Runs at the receiver, with bytes of its own. */
  readonly arrive: (body: Uint8Array) => void
  /** False for what a stream's framing already makes unique. */
  readonly mayRepeat: boolean
}

export type HubStats = {
  delivered: number
  lost: number
  readonly verdicts: Record<GossipVerdict, number>
  readonly rejectedFrom: Set<NodeId>
}

/** The wires between all nodes of one simulation. */
export type MemoryHub = {
  readonly faults: NetworkFaults
  readonly attach: (endpoint: Endpoint) => void
  /** `silently`: the peers learn of it as of a dead process, a latency later. */
  readonly detach: (endpoint: Endpoint) => void
  readonly endpoint: (nodeId: NodeId) => Endpoint | undefined
  /** Connects both ends. @throws Error when the other is not there. */
  readonly dial: (from: Endpoint, to: NodeId, peerPort: number) => Promise<void>
  readonly disconnect: (left: Endpoint, right: NodeId) => void
  /** False when the link's queue is full. */
  readonly carry: (parcel: Parcel) => boolean
  readonly stats: HubStats
}

export type MemoryHubDeps = {
  readonly clock: VirtualClock
  readonly random: SeededRandom
  readonly trace: Trace
  readonly faults: NetworkFaults
  /** Sees every parcel that a node hands over, delivered or not. */
  readonly onSent: (parcel: Parcel) => void
}

const QUEUED_PARCELS_MAX = 1024
const QUEUED_BYTES_MAX = 16 * 1024 * 1024
const DIAL_TIMEOUT_MS = 5_000
/** A connection across a partition dies when keep-alives have failed. */
const LOSS_NOTICED_MS: readonly [number, number] = [3_000, 15_000]

type Link = { parcels: number; bytes: number; readonly lastArrivalMs: Map<string, number> }

export function createMemoryHub(deps: MemoryHubDeps): MemoryHub {
  const { clock, faults, random } = deps
  const endpoints = new Map<NodeId, Endpoint>()
  const links = new Map<string, Link>()
  const stats: HubStats = {
    delivered: 0,
    lost: 0,
    verdicts: { accept: 0, ignore: 0, reject: 0 },
    rejectedFrom: new Set(),
  }

  const disconnect = (left: Endpoint, right: NodeId) => {
    if (!left.connected.delete(right)) return
    const other = endpoints.get(right)
    other?.connected.delete(left.nodeId)
    if (left.life.isAlive()) left.onConnectionChange(right, false)
    if (other?.life.isAlive()) other.onConnectionChange(left.nodeId, false)
  }
  faults.onPartition(() => {
    for (const endpoint of endpoints.values())
      for (const peer of endpoint.connected)
        if (endpoint.nodeId < peer && faults.isBlocked(endpoint.nodeId, peer))
          clock.schedule(random.between(...LOSS_NOTICED_MS), () => {
            if (faults.isBlocked(endpoint.nodeId, peer)) disconnect(endpoint, peer)
          })
  })

  return {
    faults,
    stats,
    disconnect,
    attach: (endpoint) => void endpoints.set(endpoint.nodeId, endpoint),
    detach(endpoint) {
      if (endpoints.get(endpoint.nodeId) !== endpoint) return
      endpoints.delete(endpoint.nodeId)
      for (const peer of endpoint.connected)
        clock.schedule(faults.latencyMs(endpoint.nodeId, peer), () =>
          loseDead(endpoints, peer, endpoint.nodeId),
        )
      endpoint.connected.clear()
    },
    endpoint: (nodeId) => endpoints.get(nodeId),
    dial: (from, to, peerPort) =>
      new Promise((resolve, reject) => {
        if (faults.isBlocked(from.nodeId, to))
          return void clock.schedule(DIAL_TIMEOUT_MS, () => reject(new Error("dial timed out")))
        clock.schedule(2 * faults.latencyMs(from.nodeId, to), () => {
          const target = endpoints.get(to)
          const isThere = target?.peerPort === peerPort && !faults.isBlocked(from.nodeId, to)
          if (target === undefined || !isThere || endpoints.get(from.nodeId) !== from)
            return reject(new Error("connection refused"))
          connect(from, target)
          resolve()
        })
      }),
    carry: (parcel) => carry({ ...deps, endpoints, links, stats }, parcel),
  }
}

function connect(left: Endpoint, right: Endpoint): void {
  if (left.connected.has(right.nodeId) && right.connected.has(left.nodeId)) return
  left.connected.add(right.nodeId)
  right.connected.add(left.nodeId)
  left.onConnectionChange(right.nodeId, true)
  right.onConnectionChange(left.nodeId, true)
}

/** Unless the peer is already connected with the next run of the same node. */
function loseDead(endpoints: ReadonlyMap<NodeId, Endpoint>, peer: NodeId, dead: NodeId): void {
  const survivor = endpoints.get(peer)
  if (survivor === undefined || endpoints.get(dead)?.connected.has(peer)) return
  if (survivor.connected.delete(dead) && survivor.life.isAlive()) survivor.onConnectionChange(dead, false)
}

type CarryDeps = MemoryHubDeps & {
  readonly endpoints: ReadonlyMap<NodeId, Endpoint>
  readonly links: Map<string, Link>
  readonly stats: HubStats
}

function carry(deps: CarryDeps, parcel: Parcel): boolean {
  const { faults, random, stats } = deps
  deps.onSent(parcel)
  const link = linkOf(deps.links, parcel)
  if (link.parcels >= QUEUED_PARCELS_MAX || link.bytes + parcel.body.length > QUEUED_BYTES_MAX) return false
  const behaviour = faults.behaviour()
  if (faults.isBlocked(parcel.from, parcel.to) || random.chance(behaviour.lossChance)) {
    stats.lost++
    return true
  }
  send(deps, link, parcel)
  if (parcel.mayRepeat && random.chance(behaviour.duplicateChance)) send(deps, link, parcel)
  return true
}

function send(deps: CarryDeps, link: Link, parcel: Parcel): void {
  const { clock, faults, random, stats, trace } = deps
  const body = parcel.body.slice()
  const { reorderChance, reorderMsMax } = faults.behaviour()
  let arrivalMs = clock.nowMs() + faults.latencyMs(parcel.from, parcel.to)
  if (random.chance(reorderChance)) arrivalMs += random.between(0, reorderMsMax)
  else {
    arrivalMs = Math.max(arrivalMs, link.lastArrivalMs.get(parcel.stream) ?? 0)
    link.lastArrivalMs.set(parcel.stream, arrivalMs)
  }
  link.parcels++
  link.bytes += body.length
  clock.schedule(arrivalMs - clock.nowMs(), () => {
    link.parcels--
    link.bytes -= body.length
    const target = deps.endpoints.get(parcel.to)
    const isOpen = target?.life.isAlive() && target.connected.has(parcel.from)
    if (!isOpen || faults.isBlocked(parcel.from, parcel.to)) {
      stats.lost++
      return
    }
    stats.delivered++
    trace.add(clock.nowMs(), `${short(parcel.from)}>${short(parcel.to)} ${parcel.stream}`, body)
    parcel.arrive(body)
  })
}

function linkOf(links: Map<string, Link>, { from, to }: Parcel): Link {
  const name = `${from}>${to}`
  const known = links.get(name)
  if (known !== undefined) return known
  const link: Link = { parcels: 0, bytes: 0, lastArrivalMs: new Map() }
  links.set(name, link)
  return link
}

/** Node ids in traces and reports. */
export function short(nodeId: NodeId | Uint8Array): string {
  return (typeof nodeId === "string" ? nodeId : bytesToHex(nodeId)).slice(0, 8)
}

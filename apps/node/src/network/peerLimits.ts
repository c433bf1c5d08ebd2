import type { NodeId } from "@sextant/wire/l2Event"
import type { Clock, Logger, Offence } from "../ports.ts"

export type Rate = { readonly perS: number; readonly burst: number }

export type PeerLimits = {
  /** Takes one message's token of a peer and protocol. False: it came too fast and is to be dropped; that counts against the peer. */
  readonly take: (peer: NodeId, protocol: string, rate: Rate) => boolean
  readonly penalize: (peer: NodeId, offence: Offence) => void
  readonly isBanned: (peer: NodeId) => boolean
}

export type PeerLimitsDeps = {
  readonly clock: Clock
  readonly logger: Logger
  /** Called as a ban begins: connections are to be closed. */
  readonly onBanned: (peer: NodeId) => void
}

/** What an offence adds to a peer's debt. It is forgiven at one point a second. */
const POINTS: Readonly<Record<Offence, number>> = { flood: 1, garbage: 30, forgery: 40, oversized: 50 }
const BAN_POINTS = 100
const BAN_MS_FIRST = 60_000
const BAN_MS_MAX = 3_600_000
/** Peers that are remembered; the least recently seen give way, which at worst forgives them. */
const PEERS_MAX = 2_048

type Bucket = { tokens: number; atMs: number }
type Entry = {
  debt: number
  debtAtMs: number
  bans: number
  bannedUntilMs: number
  readonly buckets: Map<string, Bucket>
}

/** Scores peers and meters what they send. Everything here is bounded by the number of peers and protocols. */
export function createPeerLimits(deps: PeerLimitsDeps): PeerLimits {
  const entries = new Map<NodeId, Entry>()
  const entryOf = (peer: NodeId): Entry => {
    const entry = entries.get(peer) ?? newEntry(deps.clock.nowMs())
    entries.delete(peer)
    entries.set(peer, entry)
    const [oldest] = entries.keys()
    if (entries.size > PEERS_MAX && oldest !== undefined) entries.delete(oldest)
    return entry
  }
  const penalize = (peer: NodeId, offence: Offence) => {
    const entry = entryOf(peer)
    const nowMs = deps.clock.nowMs()
    if (entry.bannedUntilMs > nowMs) return
    entry.debt = Math.max(0, entry.debt - (nowMs - entry.debtAtMs) / 1000) + POINTS[offence]
    entry.debtAtMs = nowMs
    if (entry.debt < BAN_POINTS) return
    const banMs = Math.min(BAN_MS_MAX, BAN_MS_FIRST * 2 ** entry.bans++)
    entry.debt = 0
    entry.bannedUntilMs = nowMs + banMs
    entry.buckets.clear()
    deps.logger.warn({ peer, offence, banMs }, "banned a peer")
    deps.onBanned(peer)
  }
  return {
    penalize,
    isBanned: (peer) => (entries.get(peer)?.bannedUntilMs ?? 0) > deps.clock.nowMs(),
    take(peer, protocol, rate) {
      const { buckets } = entryOf(peer)
      const nowMs = deps.clock.nowMs()
      const bucket = buckets.get(protocol) ?? { tokens: rate.burst, atMs: nowMs }
      buckets.set(protocol, bucket)
      const earned = ((nowMs - bucket.atMs) / 1000) * rate.perS
      bucket.tokens = Math.min(rate.burst, bucket.tokens + Math.max(0, earned))
      bucket.atMs = nowMs
      if (bucket.tokens < 1) {
        penalize(peer, "flood")
        return false
      }
      bucket.tokens--
      return true
    },
  }
}

function newEntry(nowMs: number): Entry {
  return { debt: 0, debtAtMs: nowMs, bans: 0, bannedUntilMs: 0, buckets: new Map() }
}

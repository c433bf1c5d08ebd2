import { createHash } from "node:crypto"
import type { GossipVerdict, Logger } from "@sextant/node/ports"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Endpoint, MemoryHub } from "./memoryHub.ts"

export type GossipHandler = (from: NodeId, body: Uint8Array) => Promise<GossipVerdict>

export type GossipDeps = {
  readonly hub: MemoryHub
  readonly nowMs: () => number
  readonly logger: Logger
  readonly own: Endpoint
  /** The receiving gossip of another node. */
  readonly gossipOf: (nodeId: NodeId) => MemoryGossip | undefined
}

export type MemoryGossip = {
  readonly publish: (topic: string, body: Uint8Array) => void
  readonly subscribe: (topic: string, handler: GossipHandler) => void
  readonly receive: (from: NodeId, topic: string, body: Uint8Array) => Promise<void>
}

/** As long as the real one remembers what it has seen. */
const SEEN_MS = 120_000

/** Floods what was accepted to all connected peers. The same bytes on the same topic are one message. */
export function createMemoryGossip(deps: GossipDeps): MemoryGossip {
  const handlers = new Map<string, GossipHandler>()
  const seen = new Map<string, number>()

  const isNew = (topic: string, body: Uint8Array) => {
    const name = createHash("sha256").update(topic).update(body).digest("base64")
    for (const [old, atMs] of seen) {
      if (atMs > deps.nowMs() - SEEN_MS) break
      seen.delete(old)
    }
    if (seen.has(name)) return false
    seen.set(name, deps.nowMs())
    return true
  }
  const relay = (topic: string, body: Uint8Array, except?: NodeId) => {
    for (const to of [...deps.own.connected].sort())
      if (to !== except && deps.own.life.allows("publish")) carryGossip(deps, { topic, body, to })
  }
  return {
    publish(topic, body) {
      if (isNew(topic, body)) relay(topic, body)
    },
    subscribe: (topic, handler) => void handlers.set(topic, handler),
    async receive(from, topic, body) {
      const handler = handlers.get(topic)
      if (handler === undefined || !isNew(topic, body)) return
      let verdict: GossipVerdict = "ignore"
      try {
        verdict = await handler(from, body)
      } catch (error) {
        deps.logger.warn({ topic, from, error }, "could not judge a gossip message")
      }
      deps.hub.stats.verdicts[verdict]++
      if (verdict === "reject") deps.hub.stats.rejectedFrom.add(from)
      if (verdict === "accept") relay(topic, body, from)
    },
  }
}

type Message = { readonly topic: string; readonly body: Uint8Array; readonly to: NodeId }

function carryGossip(deps: GossipDeps, { topic, body, to }: Message): void {
  const from = deps.own.nodeId
  deps.hub.carry({
    from,
    to,
    stream: topic,
    body,
    mayRepeat: true,
    arrive: (received) => void deps.gossipOf(to)?.receive(from, topic, received),
  })
}

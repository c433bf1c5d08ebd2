import { createDialer, type Dialer } from "@sextant/node/network/dialer"
import { NetworkError } from "@sextant/node/network/errors"
import { BODY_BYTES_DEFAULT, GOSSIP_BYTES_MAX } from "@sextant/node/network/streamLimits"
import type { Clock, Logger, Network, ProtocolLimits, Random } from "@sextant/node/ports"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Life } from "./life.ts"
import { createMemoryGossip, type MemoryGossip } from "./memoryGossip.ts"
import type { Endpoint, MemoryHub } from "./memoryHub.ts"
import { createMemoryRequests, type MemoryRequests } from "./memoryRequests.ts"

export type MemoryNetworkDeps = {
  readonly hub: MemoryHub
  readonly life: Life
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** The running networks of all nodes; this one enters itself on `start`. */
  readonly running: Map<NodeId, RunningNetwork>
}

export type MessageHandler = {
  readonly run: (from: NodeId, body: Uint8Array) => void
  readonly bodyBytesMax: number
}

export type RunningNetwork = {
  readonly endpoint: Endpoint
  readonly dialer: Dialer
  readonly gossip: MemoryGossip
  readonly requests: MemoryRequests
  readonly messages: Map<string, MessageHandler>
}

/** The `Network` port of one run of a node, on the wires of a {@link MemoryHub}. */
export function createMemoryNetwork(
  deps: MemoryNetworkDeps,
  own: { nodeId: NodeId; peerPort: number },
): Network {
  const watchers: (() => void)[] = []
  let running: RunningNetwork | undefined
  const now = () => {
    if (running === undefined) throw new NetworkError("network/stopped")
    return running
  }
  const stop = () => {
    if (running === undefined) return
    const stopping = running
    running = undefined
    stopping.dialer.stop()
    deps.hub.detach(stopping.endpoint)
    if (deps.running.get(own.nodeId) === stopping) deps.running.delete(own.nodeId)
    stopping.requests.failAll()
    for (const watcher of watchers) watcher()
  }
  return {
    nodeId: own.nodeId,
    async start() {
      running = startNetwork(deps, own, () => {
        for (const watcher of watchers) watcher()
      })
    },
    async stop() {
      stop()
    },
    peerPort: () => now().endpoint.peerPort,
    request: async (to, request) => now().requests.ask(to, request),
    async handle(protocol, handler, limits = {}) {
      now().requests.handle(protocol, handler, limits)
    },
    send: (to, protocol, body) => running !== undefined && sendTo(deps, running, { to, protocol, body }),
    async onMessage(protocol, handler, limits: ProtocolLimits = {}) {
      const { bodyBytesMax = BODY_BYTES_DEFAULT } = limits
      now().messages.set(protocol, { run: handler, bodyBytesMax })
    },
    async publish(topic, body) {
      if (body.length > GOSSIP_BYTES_MAX) throw new NetworkError("network/too-large")
      now().gossip.publish(topic, body)
    },
    subscribe: (topic, handler) => now().gossip.subscribe(topic, handler),
    peers: () => (running === undefined ? [] : [...running.endpoint.connected].sort()),
    onPeersChanged: (run) => void watchers.push(run),
    connect: (contact) => now().dialer.connect(contact),
    forget: (nodeId) => now().dialer.forget(nodeId),
    // Whom the others cut off is no part of what is simulated: byzantine nodes stay connected, which is worse.
    penalize: () => undefined,
  }
}

function startNetwork(
  deps: MemoryNetworkDeps,
  own: { nodeId: NodeId; peerPort: number },
  onPeersChanged: () => void,
): RunningNetwork {
  const { hub, life, logger } = deps
  const endpoint: Endpoint = {
    ...own,
    life,
    connected: new Set(),
    onConnectionChange(peer, isUp) {
      if (!isUp) {
        dialer.onDisconnected(peer)
        requests.failAll(peer)
      }
      onPeersChanged()
    },
  }
  const dialer = createDialer({
    clock: deps.clock,
    random: deps.random,
    logger,
    ownNodeId: own.nodeId,
    isConnected: (peer) => endpoint.connected.has(peer),
    dial: (contact) => hub.dial(endpoint, contact.nodeId, contact.peerPort),
  })
  const shared = { hub, logger, own: endpoint }
  const gossip = createMemoryGossip({
    ...shared,
    nowMs: deps.clock.nowMs,
    gossipOf: (nodeId) => deps.running.get(nodeId)?.gossip,
  })
  const requests: MemoryRequests = createMemoryRequests({
    ...shared,
    clock: deps.clock,
    requestsOf: (nodeId) => deps.running.get(nodeId)?.requests,
  })
  const running: RunningNetwork = { endpoint, dialer, gossip, requests, messages: new Map() }
  hub.attach(endpoint)
  deps.running.set(own.nodeId, running)
  return running
}

type Outgoing = { readonly to: NodeId; readonly protocol: string; readonly body: Uint8Array }

function sendTo(deps: MemoryNetworkDeps, running: RunningNetwork, { to, protocol, body }: Outgoing): boolean {
  const { endpoint } = running
  if (body.length > BODY_BYTES_DEFAULT || !endpoint.connected.has(to) || !deps.life.allows("send"))
    return false
  return deps.hub.carry({
    from: endpoint.nodeId,
    to,
    stream: protocol,
    body,
    mayRepeat: true,
    arrive(received) {
      const handler = deps.running.get(to)?.messages.get(protocol)
      if (handler !== undefined && received.length <= handler.bodyBytesMax)
        receive(deps, () => handler.run(endpoint.nodeId, received))
    },
  })
}

/** As on a real stream, what a handler throws ends the message and not the process. */
function receive(deps: MemoryNetworkDeps, run: () => void): void {
  try {
    run()
  } catch (error) {
    deps.logger.warn({ error }, "a message handler threw")
  }
}

import type { NodeId } from "@sextant/wire/l2Event"
import type { GossipVerdict, Network } from "../../ports.ts"

export type FakeNetwork = Network & {
  /** Bodies published so far. */
  readonly published: () => readonly Uint8Array[]
  readonly sent: () => readonly { readonly to: NodeId; readonly body: Uint8Array }[]
  /** As gossip from a peer. */
  readonly gossip: (body: Uint8Array) => Promise<GossipVerdict>
  /** As a one-way message from a peer. */
  readonly tell: (body: Uint8Array) => void
  /** What this node answers. */
  readonly answer: (protocol: string) => Promise<Uint8Array>
}

/** One topic and one message protocol; peers answer with what `answers` says. */
export function createFakeNetwork(
  nodeId: NodeId,
  answers: (to: NodeId, protocol: string) => Uint8Array | undefined = () => undefined,
  peers: readonly NodeId[] = [],
): FakeNetwork {
  const published: Uint8Array[] = []
  const sent: { to: NodeId; body: Uint8Array }[] = []
  const handlers = new Map<string, (from: NodeId, body: Uint8Array) => Promise<Uint8Array>>()
  let onGossip: (from: NodeId, body: Uint8Array) => Promise<GossipVerdict> = async () => "ignore"
  let onMessage: (from: NodeId, body: Uint8Array) => void = () => undefined
  return {
    nodeId,
    published: () => published,
    sent: () => sent,
    gossip: (body) => onGossip(nodeId, body),
    tell: (body) => onMessage(nodeId, body),
    answer: async (protocol) =>
      (await [...handlers].find(([name]) => name.includes(protocol))?.[1](nodeId, new Uint8Array())) ??
      new Uint8Array(),
    start: async () => undefined,
    stop: async () => undefined,
    peerPort: () => 1,
    async request(to, { protocol }) {
      const body = answers(to, protocol)
      if (body === undefined) throw new Error("unreachable")
      return body
    },
    async handle(protocol, handler) {
      handlers.set(protocol, handler)
    },
    send(to, _, body) {
      sent.push({ to, body })
      return true
    },
    async onMessage(_, handler) {
      onMessage = handler
    },
    async publish(_, body) {
      published.push(body)
    },
    subscribe(_, handler) {
      onGossip = handler
    },
    peers: () => peers,
    onPeersChanged: () => undefined,
    connect: () => undefined,
    forget: () => undefined,
    penalize: () => undefined,
  }
}

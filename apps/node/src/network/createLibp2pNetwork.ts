import type { Connection, Stream } from "@libp2p/interface"
import { ed25519KeyPair } from "@sextant/crypto/ed25519"
import { bytesToHex } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Clock, Logger, Network, Offence, ProtocolLimits, Random } from "../ports.ts"
import { createHost, type Host, type HostSettings } from "./createHost.ts"
import { dialContact } from "./dialContact.ts"
import { createDialer, type Dialer } from "./dialer.ts"
import { NetworkError } from "./errors.ts"
import { subscribeTopic } from "./gossip.ts"
import { createMessageClient, type MessageClient } from "./messageClient.ts"
import { createOpenStreams, type OpenStreams } from "./openStreams.ts"
import { fromPeerId, toPeerId } from "./peerId.ts"
import { createPeerLimits, type PeerLimits } from "./peerLimits.ts"
import { receiveMessages } from "./receiveMessages.ts"
import { createRequestClient, type RequestClient } from "./requestClient.ts"
import { serveRequests } from "./serveRequests.ts"
import {
  BODY_BYTES_DEFAULT,
  CONCURRENCY_DEFAULT,
  GOSSIP_BYTES_MAX,
  INBOUND_STREAMS_MAX,
  OPEN_STREAM_TIMEOUT_MS,
  RATE_DEFAULT,
} from "./streamLimits.ts"

export type Libp2pNetworkDeps = { readonly clock: Clock; readonly random: Random; readonly logger: Logger }

type Running = {
  readonly deps: Libp2pNetworkDeps
  readonly host: Host
  readonly dialer: Dialer
  readonly limits: PeerLimits
  readonly requests: OpenStreams<RequestClient>
  readonly messages: OpenStreams<MessageClient>
}

/** The production network: libp2p over TCP, Noise and Yamux. The only folder that knows libp2p. */
export function createLibp2pNetwork(deps: Libp2pNetworkDeps, settings: HostSettings): Network {
  const nodeId = bytesToHex(ed25519KeyPair(settings.ed25519Seed).publicKey) as NodeId
  const watchers: (() => void)[] = []
  let running: Running | undefined
  const now = () => {
    if (running === undefined) throw new NetworkError("network/stopped")
    return running
  }
  return {
    nodeId,
    async start() {
      running = await startNetwork(deps, settings, { nodeId, onPeersChanged: () => watchers.forEach(call) })
    },
    async stop() {
      const stopping = running
      running = undefined
      if (stopping === undefined) return
      stopping.dialer.stop()
      stopping.requests.closeAll()
      stopping.messages.closeAll()
      await closeHost(deps, stopping.host)
    },
    peerPort: () => listeningPort(now().host),
    async request(to, { protocol, body, timeoutMs }) {
      if (body.length > BODY_BYTES_DEFAULT) throw new NetworkError("network/too-large")
      const client = await openFor(now().requests, to, protocol)
      return client.request(body, timeoutMs)
    },
    handle: (protocol, handler, limits = {}) =>
      listen(now().host, protocol, (from, stream) =>
        serveRequests(streamDeps(now(), { from, protocol, handler, limits }), from, stream),
      ),
    send: (to, protocol, body) => running !== undefined && sendTo(running, to, { protocol, body }),
    onMessage: (protocol, handler, limits = {}) =>
      listen(now().host, protocol, (from, stream) =>
        receiveMessages(streamDeps(now(), { from, protocol, handler, limits }), from, stream),
      ),
    async publish(topic, body) {
      if (body.length > GOSSIP_BYTES_MAX) throw new NetworkError("network/too-large")
      await now().host.services.pubsub.publish(topic, body)
    },
    subscribe: (topic, handler) =>
      subscribeTopic(
        { logger: deps.logger, pubsub: now().host.services.pubsub, limits: now().limits },
        topic,
        handler,
      ),
    peers: () => (running === undefined ? [] : connectedPeers(running.host)),
    onPeersChanged: (run) => void watchers.push(run),
    connect: (contact) => now().dialer.connect(contact),
    forget: (forgotten) => now().dialer.forget(forgotten),
    penalize: (peer, offence) => running?.limits.penalize(peer, offence),
  }
}

type Own = { readonly nodeId: NodeId; readonly onPeersChanged: () => void }

async function startNetwork(deps: Libp2pNetworkDeps, settings: HostSettings, own: Own): Promise<Running> {
  const limits = createPeerLimits({ ...deps, onBanned: (peer) => void disconnect(host, peer) })
  const host = await createHost(limits, settings)
  const dialer = createDialer({
    ...deps,
    ownNodeId: own.nodeId,
    isConnected: (peer) => openConnection(host, peer) !== undefined,
    dial: (contact) => dialContact(host, contact),
  })
  const open = (to: NodeId, protocol: string) => openStream(host, { to, protocol })
  host.addEventListener("peer:connect", own.onPeersChanged)
  host.addEventListener("peer:disconnect", (event) => {
    const gone = fromPeerId(event.detail)
    if (gone !== undefined) dialer.onDisconnected(gone)
    own.onPeersChanged()
  })
  try {
    await host.start()
  } catch (cause) {
    throw new NetworkError("network/cannot-listen", {
      cause,
      meta: { host: settings.listenHost, port: settings.listenPort },
    })
  }
  return {
    deps,
    host,
    dialer,
    limits,
    requests: createOpenStreams(open, (stream) => createRequestClient(stream, BODY_BYTES_DEFAULT)),
    messages: createOpenStreams(open, createMessageClient),
  }
}

async function openFor<T extends RequestClient>(
  streams: OpenStreams<T>,
  to: NodeId,
  protocol: string,
): Promise<T> {
  try {
    return await streams.get(to, protocol)
  } catch (cause) {
    if (cause instanceof NetworkError) throw cause
    throw new NetworkError("network/unreachable", { cause, meta: { to, protocol } })
  }
}

type Outgoing = { readonly protocol: string; readonly body: Uint8Array }

/** The first message to a peer opens the stream and waits for it; the ones behind it queue on the stream. */
function sendTo(running: Running, to: NodeId, { protocol, body }: Outgoing): boolean {
  if (body.length > BODY_BYTES_DEFAULT || openConnection(running.host, to) === undefined) return false
  const open = running.messages.peek(to, protocol)
  if (open !== undefined) return open.send(body)
  running.messages.get(to, protocol).then(
    (client) => client.send(body),
    (error) => running.deps.logger.debug({ to, protocol, error: String(error) }, "could not open a stream"),
  )
  return true
}

async function openStream(host: Host, { to, protocol }: { to: NodeId; protocol: string }): Promise<Stream> {
  const connection = openConnection(host, to)
  if (connection === undefined) throw new NetworkError("network/unreachable", { meta: { to } })
  return connection.newStream(protocol, {
    maxOutboundStreams: INBOUND_STREAMS_MAX,
    signal: AbortSignal.timeout(OPEN_STREAM_TIMEOUT_MS),
  })
}

/** The youngest: when two ends dialled each other, both must not cling to the one that is being closed. */
function openConnection(host: Host, nodeId: NodeId): Connection | undefined {
  return host
    .getConnections(toPeerId(nodeId))
    .filter((connection) => connection.status === "open")
    .at(-1)
}

async function listen(
  host: Host,
  protocol: string,
  onStream: (from: NodeId, stream: Stream) => void,
): Promise<void> {
  await host.handle(
    protocol,
    (stream, connection) => {
      const from = fromPeerId(connection.remotePeer)
      if (from === undefined) stream.abort(new Error("not a node"))
      else onStream(from, stream)
    },
    { maxInboundStreams: INBOUND_STREAMS_MAX, maxOutboundStreams: INBOUND_STREAMS_MAX },
  )
}

function connectedPeers(host: Host): readonly NodeId[] {
  return host.getPeers().flatMap((peerId) => fromPeerId(peerId) ?? [])
}

function listeningPort(host: Host): number {
  const port = host
    .getMultiaddrs()[0]
    ?.toString()
    .match(/\/tcp\/(\d+)/)?.[1]
  if (port === undefined) throw new NetworkError("network/stopped")
  return Number(port)
}

/** Peers that are gone cannot say goodbye: they are not waited for longer than this. */
const CLOSE_MS_MAX = 2_000

async function closeHost({ clock, logger }: Libp2pNetworkDeps, host: Host): Promise<void> {
  const closed = new AbortController()
  const closing = Promise.resolve(host.stop()).catch((error: unknown) =>
    logger.warn({ err: error }, "the network did not close cleanly"),
  )
  await Promise.race([closing, clock.sleepMs(CLOSE_MS_MAX, closed.signal)])
  closed.abort()
}

async function disconnect(host: Host, nodeId: NodeId): Promise<void> {
  for (const connection of host.getConnections(toPeerId(nodeId))) connection.abort(new Error("banned"))
}

type Listening<THandler> = {
  readonly from: NodeId
  readonly protocol: string
  readonly handler: THandler
  readonly limits: ProtocolLimits
}

/** What a stream from a peer is served with: the protocol's bounds, and the peer's account. */
function streamDeps<THandler>({ deps, limits: peers }: Running, input: Listening<THandler>) {
  const { from, protocol, handler, limits } = input
  const { bodyBytesMax = BODY_BYTES_DEFAULT, concurrencyMax = CONCURRENCY_DEFAULT } = limits
  const rate = { perS: limits.ratePerS ?? RATE_DEFAULT.perS, burst: limits.burst ?? RATE_DEFAULT.burst }
  const guard = {
    mayPass: () => !peers.isBanned(from) && peers.take(from, protocol, rate),
    penalize: (offence: Offence) => peers.penalize(from, offence),
  }
  return { logger: deps.logger, handler, bodyBytesMax, concurrencyMax, guard }
}

function call(run: () => void): void {
  run()
}

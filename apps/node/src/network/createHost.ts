import { generateKeyPairFromSeed } from "@libp2p/crypto/keys"
import { type GossipSub, gossipsub, StrictNoSign } from "@libp2p/gossipsub"
import { identify } from "@libp2p/identify"
import type { Libp2p, PeerId } from "@libp2p/interface"
import { noise } from "@libp2p/noise"
import { ping } from "@libp2p/ping"
import { tcp } from "@libp2p/tcp"
import { yamux } from "@libp2p/yamux"
import { blake2b256 } from "@sextant/crypto/hash"
import { noiseCrypto } from "@sextant/crypto/noiseCrypto"
import { bytesToHex, concatBytes, utf8ToBytes } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import { createLibp2p } from "libp2p"
import { fromPeerId } from "./peerId.ts"
import { DIAL_TIMEOUT_MS, GOSSIP_BYTES_MAX } from "./streamLimits.ts"

export type HostSettings = {
  /** 32 bytes: the node's identity. */
  readonly ed25519Seed: Uint8Array
  readonly listenHost: string
  /** 0 takes any free port. */
  readonly listenPort: number
  /** Many nodes behind one address are normal on a local network and suspicious elsewhere. */
  readonly allowSharedIp: boolean
}

/** Peers that are cut off get no connection either way. */
export type HostDeps = { readonly isBanned: (nodeId: NodeId) => boolean }

export type Host = Libp2p<{ pubsub: GossipSub }>

const MESSAGE_ID_BYTES = 20
const CONNECTIONS_MAX = 400

/** The libp2p host, not yet started. */
export async function createHost(deps: HostDeps, settings: HostSettings): Promise<Host> {
  const family = settings.listenHost.includes(":") ? "ip6" : "ip4"
  return createLibp2p({
    start: false,
    privateKey: await generateKeyPairFromSeed("Ed25519", settings.ed25519Seed),
    nodeInfo: { name: "sextant" },
    addresses: { listen: [`/${family}/${settings.listenHost}/tcp/${settings.listenPort}`] },
    transports: [tcp({ listenOpts: { noDelay: true }, dialOpts: { noDelay: true } })],
    connectionEncrypters: [noise({ crypto: noiseCrypto })],
    streamMuxers: [yamux()],
    connectionManager: {
      maxConnections: CONNECTIONS_MAX,
      dialTimeout: DIAL_TIMEOUT_MS,
      reconnectRetries: 0,
      ...(settings.allowSharedIp && { inboundConnectionThreshold: 200, maxIncomingPendingConnections: 200 }),
    },
    connectionGater: {
      denyInboundEncryptedConnection: (peerId) => isUnwanted(deps, peerId),
      denyDialPeer: (peerId) => isUnwanted(deps, peerId),
      denyDialMultiaddr: () => false,
    },
    services: {
      identify: identify({ protocolPrefix: "sextant" }),
      ping: ping(),
      pubsub: gossipsub({
        globalSignaturePolicy: StrictNoSign,
        emitSelf: false,
        fallbackToFloodsub: false,
        floodPublish: true,
        doPX: false,
        allowPublishToZeroTopicPeers: true,
        ignoreDuplicatePublishError: true,
        maxInboundDataLength: GOSSIP_BYTES_MAX,
        maxOutboundBufferSize: 8 * GOSSIP_BYTES_MAX,
        msgIdFn: (message) => contentId(message.topic, message.data),
        fastMsgIdFn: (message) =>
          bytesToHex(contentId(message.topic ?? "", message.data ?? new Uint8Array())),
        ...(settings.allowSharedIp && { scoreParams: { IPColocationFactorWeight: 0 } }),
      }),
    },
  })
}

function isUnwanted({ isBanned }: HostDeps, peerId: PeerId): boolean {
  const nodeId = fromPeerId(peerId)
  return nodeId === undefined || isBanned(nodeId)
}

/** The same bytes on the same topic are one message, whoever sends them. */
function contentId(topic: string, data: Uint8Array): Uint8Array {
  return blake2b256(concatBytes(utf8ToBytes(topic), data)).subarray(0, MESSAGE_ID_BYTES)
}

import { publicKeyFromRaw } from "@libp2p/crypto/keys"
import type { PeerId } from "@libp2p/interface"
import { peerIdFromPublicKey } from "@libp2p/peer-id"
import { bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"

/** The libp2p name of a node: both names hold the same Ed25519 key. */
export function toPeerId(nodeId: NodeId): PeerId {
  return peerIdFromPublicKey(publicKeyFromRaw(hexToBytes(nodeId)))
}

/** Undefined for a peer whose key is not Ed25519: such a peer is no node of ours. */
export function fromPeerId(peerId: PeerId): NodeId | undefined {
  return peerId.type === "Ed25519" ? (bytesToHex(peerId.publicKey.raw) as NodeId) : undefined
}

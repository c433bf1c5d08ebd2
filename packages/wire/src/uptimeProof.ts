import type { Height, L2Height } from "@sextant/shared/units"
import type { NodeId } from "./l2Event.ts"

/**
 * A node's signed word that it lives, where it can be reached and how far it sees. Gossiped once per interval; the newest one of
 * each node is its contact record. docs/protocol §7.
 */
export type UptimeProof = {
  /** 32 bytes. */
  readonly networkId: Uint8Array
  readonly nodeId: NodeId
  /** Major, minor, patch. */
  readonly version: readonly [number, number, number]
  /** IPv4 or IPv6, 4 or 16 bytes. */
  readonly publicIp: Uint8Array
  /** Where peers connect. */
  readonly peerPort: number
  /** Where clients' HTTPS requests are served; 0 while a node serves none. */
  readonly storagePort: number
  readonly l2Height: L2Height
  readonly height: Height
  /** Unix time of signing, seconds. */
  readonly timeS: number
  /** 64 bytes, Ed25519 over `uptimeProofMessage`. */
  readonly signature: Uint8Array
}

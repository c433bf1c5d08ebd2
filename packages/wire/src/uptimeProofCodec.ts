import { ByteListType, ContainerType } from "@chainsafe/ssz"
import { hexToBytes } from "@sextant/shared/bytes"
import { height, l2Height } from "@sextant/shared/units"
import { WireError } from "./errors.ts"
import { nodeIdFromBytes } from "./l2EventCodec.ts"
import { bytes32, bytes64, type Codec, decodeWith, encodeWith, safeNumber, uint16, uint64 } from "./ssz.ts"
import type { UptimeProof } from "./uptimeProof.ts"

const fields = {
  networkId: bytes32,
  nodeId: bytes32,
  major: uint16,
  minor: uint16,
  patch: uint16,
  publicIp: new ByteListType(16),
  peerPort: uint16,
  storagePort: uint16,
  l2Height: uint64,
  height: uint64,
  timeS: uint64,
}
const unsignedType = new ContainerType(fields)
const signedType = new ContainerType({ ...fields, signature: bytes64 })

type UnsignedSsz = {
  networkId: Uint8Array
  nodeId: Uint8Array
  major: number
  minor: number
  patch: number
  publicIp: Uint8Array
  peerPort: number
  storagePort: number
  l2Height: number
  height: number
  timeS: number
}
type SignedSsz = UnsignedSsz & { signature: Uint8Array }

export const UPTIME_PROOF_BYTES_MAX = 256

const codec: Codec<SignedSsz, UptimeProof> = {
  type: signedType,
  sizeBytesMax: UPTIME_PROOF_BYTES_MAX,
  toSsz: (proof) => ({ ...unsignedToSsz(proof), signature: proof.signature }),
  fromSsz: (plain) => ({
    networkId: plain.networkId,
    nodeId: nodeIdFromBytes(plain.nodeId),
    version: [plain.major, plain.minor, plain.patch],
    publicIp: ipBytes(plain.publicIp),
    peerPort: plain.peerPort,
    storagePort: plain.storagePort,
    l2Height: l2Height(safeNumber(plain.l2Height, "l2Height")),
    height: height(safeNumber(plain.height, "height")),
    timeS: safeNumber(plain.timeS, "timeS"),
    signature: plain.signature,
  }),
}

/** @throws WireError */
export function encodeUptimeProof(proof: UptimeProof): Uint8Array {
  return encodeWith(codec, proof)
}

/** @throws WireError */
export function decodeUptimeProof(bytes: Uint8Array): UptimeProof {
  return decodeWith(codec, bytes)
}

/** Hash-tree-root of everything but the signature: what `uptimeProofMessage` binds. 32 bytes. */
export function uptimeProofRoot(proof: Omit<UptimeProof, "signature">): Uint8Array {
  return unsignedType.hashTreeRoot(unsignedToSsz(proof))
}

function unsignedToSsz(proof: Omit<UptimeProof, "signature">): UnsignedSsz {
  const [major, minor, patch] = proof.version
  const { networkId, publicIp, peerPort, storagePort, timeS } = proof
  const heights = { l2Height: proof.l2Height, height: proof.height }
  const nodeId = hexToBytes(proof.nodeId)
  return { networkId, nodeId, major, minor, patch, publicIp, peerPort, storagePort, timeS, ...heights }
}

function ipBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 4 && bytes.length !== 16)
    throw new WireError("wire/out-of-range", { meta: { field: "publicIp", sizeBytes: bytes.length } })
  return bytes
}

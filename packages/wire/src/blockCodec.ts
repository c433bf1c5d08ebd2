import { ContainerType, ListCompositeType, type ValueOf } from "@chainsafe/ssz"
import { height, l2Height, unixMs } from "@sextant/shared/units"
import type { Block, BlockBody, BlockHeader } from "./block.ts"
import { equivocationFromSsz, equivocationToSsz, equivocationType } from "./equivocationCodec.ts"
import { type L2EventSsz, l2EventFromSsz, l2EventToSsz, l2EventType } from "./l2EventCodec.ts"
import { type SignedSnapshotSsz, signedSnapshotFromSsz, signedSnapshotType } from "./snapshotCodec.ts"
import { bytes32, bytes96, type Codec, decodeWith, encodeWith, safeNumber, uint32, uint64 } from "./ssz.ts"
import {
  type StateChangeSsz,
  stateChangeFromSsz,
  stateChangeToSsz,
  stateChangeType,
} from "./stateChangeCodec.ts"
import { certificateFromSsz, certificateToSsz, certificateType } from "./voteCodec.ts"

/** A leader takes a shorter L2 range rather than more events than this. */
export const L2_EVENTS_MAX = 4_096
export const STATE_CHANGES_MAX = 2_048
export const EQUIVOCATIONS_MAX = 128
export const SIGNED_SNAPSHOTS_MAX = 1
export const BLOCK_BYTES_MAX = 4 * 1024 * 1024

export const headerType = new ContainerType({
  networkId: bytes32,
  height: uint64,
  view: uint64,
  parentHash: bytes32,
  proposerIndex: uint32,
  timestampMs: uint64,
  l2: new ContainerType({ number: uint64, hash: bytes32 }),
  operationsRoot: bytes32,
  stateRoot: bytes32,
  randaoReveal: bytes96,
  /** None or one. */
  parentCertificate: new ListCompositeType(certificateType, 1),
})
const bodyType = new ContainerType({
  l2Events: new ListCompositeType(l2EventType, L2_EVENTS_MAX),
  stateChanges: new ListCompositeType(stateChangeType, STATE_CHANGES_MAX),
  equivocations: new ListCompositeType(equivocationType, EQUIVOCATIONS_MAX),
  signedSnapshots: new ListCompositeType(signedSnapshotType, SIGNED_SNAPSHOTS_MAX),
})
export const blockType = new ContainerType({ header: headerType, body: bodyType })

export type HeaderSsz = ValueOf<typeof headerType>
type BodySsz = {
  l2Events: L2EventSsz[]
  stateChanges: StateChangeSsz[]
  equivocations: ReturnType<typeof equivocationToSsz>[]
  signedSnapshots: SignedSnapshotSsz[]
}
export type BlockSsz = { header: HeaderSsz; body: BodySsz }

const blockCodec: Codec<BlockSsz, Block> = {
  type: blockType,
  sizeBytesMax: BLOCK_BYTES_MAX,
  toSsz: blockToSsz,
  fromSsz: blockFromSsz,
}
const headerCodec: Codec<HeaderSsz, BlockHeader> = {
  type: headerType,
  sizeBytesMax: BLOCK_BYTES_MAX,
  toSsz: headerToSsz,
  fromSsz: headerFromSsz,
}

/** @throws WireError `wire/too-large` when the block holds more than {@link BLOCK_BYTES_MAX}. */
export function encodeBlock(block: Block): Uint8Array {
  return encodeWith(blockCodec, block)
}

/** @throws WireError */
export function decodeBlock(bytes: Uint8Array): Block {
  return decodeWith(blockCodec, bytes)
}

export function encodeHeader(header: BlockHeader): Uint8Array {
  return encodeWith(headerCodec, header)
}

/** @throws WireError */
export function decodeHeader(bytes: Uint8Array): BlockHeader {
  return decodeWith(headerCodec, bytes)
}

/** The block's name: hash-tree-root of its header. 32 bytes. */
export function blockHash(header: BlockHeader): Uint8Array {
  return headerType.hashTreeRoot(headerToSsz(header))
}

/** Hash-tree-root of the body, which the header commits to. 32 bytes. */
export function operationsRoot(body: BlockBody): Uint8Array {
  return bodyType.hashTreeRoot(bodyToSsz(body))
}

export function blockToSsz(block: Block): BlockSsz {
  return { header: headerToSsz(block.header), body: bodyToSsz(block.body) }
}

export function blockFromSsz(plain: BlockSsz): Block {
  return { header: headerFromSsz(plain.header), body: bodyFromSsz(plain.body) }
}

export function headerToSsz(header: BlockHeader): HeaderSsz {
  const { parentCertificate } = header
  return {
    ...header,
    parentCertificate: parentCertificate === undefined ? [] : [certificateToSsz(parentCertificate)],
  }
}

export function headerFromSsz(plain: HeaderSsz): BlockHeader {
  const [certificate] = plain.parentCertificate
  return {
    ...plain,
    height: height(safeNumber(plain.height, "height")),
    view: safeNumber(plain.view, "view"),
    timestampMs: unixMs(safeNumber(plain.timestampMs, "timestampMs")),
    l2: { number: l2Height(safeNumber(plain.l2.number, "l2.number")), hash: plain.l2.hash },
    parentCertificate: certificate === undefined ? undefined : certificateFromSsz(certificate),
  }
}

function bodyToSsz(body: BlockBody): BodySsz {
  return {
    l2Events: body.l2Events.map(l2EventToSsz),
    stateChanges: body.stateChanges.map(stateChangeToSsz),
    equivocations: body.equivocations.map(equivocationToSsz),
    signedSnapshots: [...body.signedSnapshots],
  }
}

function bodyFromSsz(plain: BodySsz): BlockBody {
  return {
    l2Events: plain.l2Events.map(l2EventFromSsz),
    stateChanges: plain.stateChanges.map(stateChangeFromSsz),
    equivocations: plain.equivocations.map(equivocationFromSsz),
    signedSnapshots: plain.signedSnapshots.map(signedSnapshotFromSsz),
  }
}

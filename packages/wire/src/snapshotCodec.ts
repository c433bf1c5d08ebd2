import { type BitArray, ContainerType } from "@chainsafe/ssz"
import { merkleLeafHash } from "@sextant/crypto/merkle"
import { concatBytes, hexToBytes } from "@sextant/shared/bytes"
import { height, l2Height } from "@sextant/shared/units"
import { addressWord, uintWord } from "./abi.ts"
import { nodeIdFromBytes } from "./l2EventCodec.ts"
import {
  type ExitLeaf,
  exitKinds,
  type RewardLeaf,
  type SignedSnapshot,
  type Snapshot,
  type SnapshotPartial,
} from "./snapshot.ts"
import {
  bytes32,
  bytes96,
  type Codec,
  decodeWith,
  encodeWith,
  safeNumber,
  signerBits,
  uint64,
  VALIDATORS_MAX,
} from "./ssz.ts"

const snapshotType = new ContainerType({
  height: uint64,
  l2Number: uint64,
  timestampS: uint64,
  blockHash: bytes32,
  stateRoot: bytes32,
  rewardsRoot: bytes32,
  exitsRoot: bytes32,
})
const partialType = new ContainerType({
  height: uint64,
  message: bytes32,
  nodeId: bytes32,
  signature: bytes96,
})
export const signedSnapshotType = new ContainerType({
  snapshot: snapshotType,
  signers: signerBits,
  signature: bytes96,
})

const SNAPSHOT_BYTES = 3 * 8 + 4 * 32
const PARTIAL_BYTES = 8 + 32 + 32 + 96

type PartialSsz = { height: number; message: Uint8Array; nodeId: Uint8Array; signature: Uint8Array }
export type SignedSnapshotSsz = { snapshot: Snapshot; signers: BitArray; signature: Uint8Array }

const partialCodec: Codec<PartialSsz, SnapshotPartial> = {
  type: partialType,
  sizeBytesMax: PARTIAL_BYTES,
  toSsz: (partial) => ({ ...partial, nodeId: hexToBytes(partial.nodeId) }),
  fromSsz: (plain) => ({
    height: height(safeNumber(plain.height, "height")),
    message: plain.message,
    nodeId: nodeIdFromBytes(plain.nodeId),
    signature: plain.signature,
  }),
}
const snapshotCodec: Codec<Snapshot, Snapshot> = {
  type: snapshotType,
  sizeBytesMax: SNAPSHOT_BYTES,
  toSsz: (snapshot) => snapshot,
  fromSsz: snapshotFromSsz,
}
const signedCodec: Codec<SignedSnapshotSsz, SignedSnapshot> = {
  type: signedSnapshotType,
  sizeBytesMax: SNAPSHOT_BYTES + 4 + 96 + VALIDATORS_MAX / 8 + 1,
  toSsz: (signed) => signed,
  fromSsz: signedSnapshotFromSsz,
}

export function encodeSnapshotPartial(partial: SnapshotPartial): Uint8Array {
  return encodeWith(partialCodec, partial)
}

/** @throws WireError */
export function decodeSnapshotPartial(bytes: Uint8Array): SnapshotPartial {
  return decodeWith(partialCodec, bytes)
}

export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  return encodeWith(snapshotCodec, snapshot)
}

/** @throws WireError */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  return decodeWith(snapshotCodec, bytes)
}

export function encodeSignedSnapshot(signed: SignedSnapshot): Uint8Array {
  return encodeWith(signedCodec, signed)
}

/** @throws WireError */
export function decodeSignedSnapshot(bytes: Uint8Array): SignedSnapshot {
  return decodeWith(signedCodec, bytes)
}

/** Leaf of the rewards tree: `(address account, uint256 lifetimeAmountAtomic)`. 32 bytes. */
export function rewardLeafHash(leaf: RewardLeaf): Uint8Array {
  return merkleLeafHash(concatBytes(addressWord(leaf.account), uintWord(leaf.lifetimeAmountAtomic)))
}

/** Leaf of the exits tree: `(uint64 registryId, uint8 kind, uint64 eligibleAtS, uint64 unlockAtS)`. 32 bytes. */
export function exitLeafHash(leaf: ExitLeaf): Uint8Array {
  const { registryId, kind, eligibleAtS, unlockAtS } = leaf
  const words = [registryId, exitKinds.indexOf(kind), eligibleAtS, unlockAtS].map(uintWord)
  return merkleLeafHash(concatBytes(...words))
}

/** @throws WireError `wire/out-of-range`. */
export function signedSnapshotFromSsz(plain: SignedSnapshotSsz): SignedSnapshot {
  const { snapshot, signers, signature } = plain
  return { snapshot: snapshotFromSsz(snapshot), signers, signature }
}

function snapshotFromSsz(plain: Snapshot): Snapshot {
  return {
    ...plain,
    height: height(safeNumber(plain.height, "height")),
    l2Number: l2Height(safeNumber(plain.l2Number, "l2Number")),
    timestampS: safeNumber(plain.timestampS, "timestampS"),
  }
}

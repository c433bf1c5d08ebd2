import "./sszHasher.ts"
import { merkleizeBlocksBytes } from "@chainsafe/persistent-merkle-tree"
import {
  BitListType,
  ByteVectorType,
  type CompositeTypeAny,
  UintBigintType,
  UintNumberType,
} from "@chainsafe/ssz"
import { bytesEqual } from "@sextant/shared/bytes"
import { WireError } from "./errors.ts"

/** Upper bound of the validators of an epoch and the nodes of a snapshot; the width of signer bitmaps in Merkle trees. */
export const VALIDATORS_MAX = 131_072

export const uint8 = new UintNumberType(1)
export const uint16 = new UintNumberType(2)
export const uint32 = new UintNumberType(4)
/** Decoded values above 2^53 - 1 are refused by {@link safeNumber}. */
export const uint64 = new UintNumberType(8)
export const uint64Bigint = new UintBigintType(8)
export const uint128 = new UintBigintType(16)
export const uint256 = new UintBigintType(32)
/** An L2 address. */
export const bytes20 = new ByteVectorType(20)
/** A hash or an Ed25519 public key. */
export const bytes32 = new ByteVectorType(32)
/** A compressed BLS public key. */
export const bytes48 = new ByteVectorType(48)
/** An Ed25519 signature. */
export const bytes64 = new ByteVectorType(64)
/** A compressed BLS signature. */
export const bytes96 = new ByteVectorType(96)
export const signerBits = new BitListType(VALIDATORS_MAX)

/** How one kind of message is read: its SSZ type, its size limit and the step from plain SSZ values to ours. */
export type Codec<TSsz, TValue> = {
  readonly type: CompositeTypeAny
  readonly sizeBytesMax: number
  readonly toSsz: (value: TValue) => TSsz
  readonly fromSsz: (plain: TSsz) => TValue
}

/**
 * Byte fields must have their length; it is not checked, because they come from our own decoders and keys.
 *
 * @throws WireError `wire/out-of-range` | `wire/too-large`.
 */
export function encodeWith<TSsz, TValue>(codec: Codec<TSsz, TValue>, value: TValue): Uint8Array {
  const bytes = serialize(codec, value)
  if (bytes.length > codec.sizeBytesMax) throw tooLarge(bytes.length, codec.sizeBytesMax)
  return bytes
}

/**
 * Reads bytes from outside. Only the one encoding that {@link encodeWith} produces is accepted: no trailing bytes, no gaps.
 *
 * @throws WireError
 */
export function decodeWith<TSsz, TValue>(codec: Codec<TSsz, TValue>, bytes: Uint8Array): TValue {
  if (bytes.length > codec.sizeBytesMax) throw tooLarge(bytes.length, codec.sizeBytesMax)
  const value = codec.fromSsz(deserialize(codec, bytes))
  if (!bytesEqual(serialize(codec, value), bytes)) throw new WireError("wire/not-canonical")
  return value
}

/** A whole number up to 2^53 - 1. @throws WireError `wire/out-of-range`. */
export function safeNumber(value: number, field: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new WireError("wire/out-of-range", { meta: { field } })
  return value
}

/** The entry of `names` at `index`. @throws WireError `wire/out-of-range`. */
export function nameAt<TName extends string>(names: readonly TName[], index: number, field: string): TName {
  const name = names[index]
  if (name === undefined) throw new WireError("wire/out-of-range", { meta: { field, index } })
  return name
}

/**
 * Merkle root of 32-byte chunks, padded with zero chunks to `chunksMax`.
 *
 * @param chunks - A multiple of 32 bytes; left unchanged.
 */
export function merkleizeChunks(chunks: Uint8Array, chunksMax: number): Uint8Array {
  // The hasher works in place on pairs of chunks.
  const work = new Uint8Array(Math.ceil(chunks.length / 64) * 64)
  work.set(chunks)
  const root = new Uint8Array(32)
  merkleizeBlocksBytes(work, chunksMax, root, 0)
  return root
}

/** Root of a list: the root of its elements hashed with their number. */
export function mixInLength(root: Uint8Array, length: number): Uint8Array {
  const chunks = new Uint8Array(64)
  chunks.set(root)
  new DataView(chunks.buffer).setBigUint64(32, BigInt(length), true)
  return merkleizeChunks(chunks, 2)
}

function serialize<TSsz, TValue>(codec: Codec<TSsz, TValue>, value: TValue): Uint8Array {
  try {
    return codec.type.serialize(codec.toSsz(value))
  } catch (cause) {
    throw asWireError("wire/out-of-range", cause)
  }
}

function deserialize<TSsz, TValue>(codec: Codec<TSsz, TValue>, bytes: Uint8Array): TSsz {
  try {
    return codec.type.deserialize(bytes) as TSsz
  } catch (cause) {
    throw asWireError("wire/malformed", cause)
  }
}

function asWireError(code: "wire/out-of-range" | "wire/malformed", cause: unknown): WireError {
  return cause instanceof WireError ? cause : new WireError(code, { cause })
}

function tooLarge(sizeBytes: number, sizeBytesMax: number): WireError {
  return new WireError("wire/too-large", { meta: { sizeBytes, sizeBytesMax } })
}

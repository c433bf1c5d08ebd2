import { blake2b } from "@noble/hashes/blake2.js"
import { sha256 as sha256Hash } from "@noble/hashes/sha2.js"
import { keccak_256 } from "@noble/hashes/sha3.js"

/** Keccak-256 as Ethereum uses it (padding byte 0x01, not SHA-3). 32 bytes. */
export function keccak256(data: Uint8Array): Uint8Array {
  return keccak_256(data)
}

/** 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  return sha256Hash(data)
}

/**
 * BLAKE2b with 32 bytes of output.
 *
 * @param key - 1..64 bytes for the keyed mode; undefined for plain hashing.
 */
export function blake2b256(data: Uint8Array, key?: Uint8Array): Uint8Array {
  return key === undefined ? blake2b(data, { dkLen: 32 }) : blake2b(data, { dkLen: 32, key })
}

import { bigintToBytes, concatBytes, hexToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"

/** The part of Solidity's `abi.encode` that signed messages and Merkle leaves need: static values, one 32-byte word each. */

/** Unsigned integers of any Solidity width. @throws RangeError when negative or above 256 bits. */
export function uintWord(value: number | bigint): Uint8Array {
  return bigintToBytes(BigInt(value), 32)
}

export function addressWord(address: Address): Uint8Array {
  return concatBytes(new Uint8Array(12), hexToBytes(address))
}

/** @throws RangeError unless 32 bytes. */
export function bytes32Word(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 32) throw new RangeError("bytes32 has 32 bytes")
  return bytes
}

import { bigintToBytes, bytesToBigint, utf8ToBytes } from "@sextant/shared/bytes"

/** A whole number as 8 big-endian bytes, so that rows sort by it. */
export function numberKey(value: number): Uint8Array {
  return bigintToBytes(BigInt(value), 8)
}

export function parseNumberKey(key: Uint8Array): number {
  return Number(bytesToBigint(key.subarray(0, 8)))
}

/** A key of the `meta` table. */
export function metaKey(name: string): Uint8Array {
  return utf8ToBytes(name)
}

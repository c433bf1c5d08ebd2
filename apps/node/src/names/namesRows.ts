import { concatBytes } from "@sextant/shared/bytes"
import { numberKey, parseNumberKey } from "../dbKeys.ts"

/** A registered name: until when, and the 73 bytes of its record when it has one. */
export type NameEntry = { readonly expiresAtS: number; readonly record: Uint8Array | undefined }

export function encodeNameEntry({ expiresAtS, record }: NameEntry): Uint8Array {
  return record === undefined ? numberKey(expiresAtS) : concatBytes(numberKey(expiresAtS), record)
}

export function decodeNameEntry(row: Uint8Array): NameEntry {
  return { expiresAtS: parseNumberKey(row), record: row.length > 8 ? row.slice(8) : undefined }
}

import type { Brand } from "@sextant/shared/brand"
import { bytesToHex, concatBytes, hexToBytes } from "@sextant/shared/bytes"
import { WireError } from "./errors.ts"

/** A Session account: `05` and the 32 bytes of its X25519 key, 66 lower-case hex digits. */
export type AccountId = Brand<string, "AccountId">

/** What an account id is made of on the wire: 33 bytes. */
export const ACCOUNT_ID_BYTES = 33
const ACCOUNT_PREFIX = 0x05

/** Reads an account id in any case. @throws WireError `wire/bad-account-id`. */
export function parseAccountId(text: string): AccountId {
  if (!/^05[0-9a-fA-F]{64}$/.test(text)) throw new WireError("wire/bad-account-id")
  return text.toLowerCase() as AccountId
}

/** @param bytes - The prefix 05 and the key. @throws WireError `wire/bad-account-id`. */
export function accountIdFromBytes(bytes: Uint8Array): AccountId {
  if (bytes.length !== ACCOUNT_ID_BYTES || bytes[0] !== ACCOUNT_PREFIX)
    throw new WireError("wire/bad-account-id")
  return bytesToHex(bytes) as AccountId
}

/** 33 bytes, the prefix first. */
export function accountIdToBytes(accountId: AccountId): Uint8Array {
  return hexToBytes(accountId)
}

/** The 32 bytes after the prefix, by which contracts know the account. */
export function accountKeyOf(accountId: AccountId): Uint8Array {
  return accountIdToBytes(accountId).subarray(1)
}

/** @param key - 32 bytes. @throws WireError `wire/bad-account-id`. */
export function accountIdOfKey(key: Uint8Array): AccountId {
  return accountIdFromBytes(concatBytes(new Uint8Array([ACCOUNT_PREFIX]), key))
}

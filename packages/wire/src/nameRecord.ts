import { blake2b256 } from "@sextant/crypto/hash"
import {
  XCHACHA_NONCE_BYTES,
  XCHACHA_TAG_BYTES,
  xchacha20Poly1305Decrypt,
  xchacha20Poly1305Encrypt,
} from "@sextant/crypto/xchacha20Poly1305"
import { concatBytes, utf8ToBytes } from "@sextant/shared/bytes"
import { ACCOUNT_ID_BYTES, type AccountId, accountIdFromBytes, accountIdToBytes } from "./accountId.ts"
import { WireError } from "./errors.ts"
import { type Name, nameHash } from "./name.ts"

/**
 * A name's encrypted record, as the contract keeps it: the account id sealed under a key that follows from the name
 * (49 bytes with the tag), then the nonce (24 bytes). Who knows the name can open it; who reads the chain cannot.
 *
 * @see docs/protocol/nameService.md §1
 */
export const NAME_CIPHERTEXT_BYTES = ACCOUNT_ID_BYTES + XCHACHA_TAG_BYTES
export const NAME_RECORD_BYTES = NAME_CIPHERTEXT_BYTES + XCHACHA_NONCE_BYTES

/** The two fields in which nodes hand a record to clients. */
export type NameRecord = { readonly ciphertext: Uint8Array; readonly nonce: Uint8Array }

/**
 * @param input.nonce - 24 fresh random bytes.
 * @returns 73 bytes.
 */
export function encryptName(input: {
  readonly name: Name
  readonly accountId: AccountId
  readonly nonce: Uint8Array
}): Uint8Array {
  const { name, accountId, nonce } = input
  const ciphertext = xchacha20Poly1305Encrypt({ key: nameKey(name), nonce }, accountIdToBytes(accountId))
  return concatBytes(ciphertext, nonce)
}

/**
 * @throws CryptoError `aead/not-authentic` when the record was not made for this name.
 * @throws WireError `wire/malformed` for another length, `wire/bad-account-id` when the plaintext is no account id.
 */
export function decryptName(name: Name, record: NameRecord): AccountId {
  const { ciphertext, nonce } = record
  if (ciphertext.length !== NAME_CIPHERTEXT_BYTES || nonce.length !== XCHACHA_NONCE_BYTES)
    throw new WireError("wire/malformed", { meta: { ciphertextBytes: ciphertext.length } })
  return accountIdFromBytes(xchacha20Poly1305Decrypt({ key: nameKey(name), nonce }, ciphertext))
}

/** @throws WireError `wire/malformed` unless 73 bytes. */
export function splitNameRecord(record: Uint8Array): NameRecord {
  if (record.length !== NAME_RECORD_BYTES)
    throw new WireError("wire/malformed", { meta: { recordBytes: record.length } })
  return {
    ciphertext: record.slice(0, NAME_CIPHERTEXT_BYTES),
    nonce: record.slice(NAME_CIPHERTEXT_BYTES),
  }
}

/** The hash of the name keyed with the hash of the name. 32 bytes. */
export function nameKey(name: Name): Uint8Array {
  return blake2b256(utf8ToBytes(name), nameHash(name))
}

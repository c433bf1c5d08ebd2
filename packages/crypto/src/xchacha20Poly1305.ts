import { xchacha20poly1305 } from "@noble/ciphers/chacha.js"
import { CryptoError } from "./errors.ts"

/**
 * XChaCha20-Poly1305 (IETF) without additional data. Written in plain JavaScript, so that it also runs in browsers: for records
 * of some dozens of bytes, not for streams.
 */

export const XCHACHA_KEY_BYTES = 32
export const XCHACHA_NONCE_BYTES = 24
export const XCHACHA_TAG_BYTES = 16

export type Sealed = { readonly key: Uint8Array; readonly nonce: Uint8Array }

/**
 * @param seal.nonce - 24 bytes, never twice under one key with different plaintexts.
 * @returns The ciphertext, then the tag of 16 bytes.
 * @throws CryptoError `aead/bad-key`, `aead/bad-nonce`.
 */
export function xchacha20Poly1305Encrypt(seal: Sealed, plaintext: Uint8Array): Uint8Array {
  return cipherOf(seal).encrypt(plaintext)
}

/**
 * @param ciphertext - With its tag at the end.
 * @throws CryptoError `aead/bad-key`, `aead/bad-nonce`, `aead/not-authentic` for another key or nonce, or changed bytes.
 */
export function xchacha20Poly1305Decrypt(seal: Sealed, ciphertext: Uint8Array): Uint8Array {
  const cipher = cipherOf(seal)
  try {
    return cipher.decrypt(ciphertext)
  } catch (cause) {
    throw new CryptoError("aead/not-authentic", { cause })
  }
}

function cipherOf({ key, nonce }: Sealed) {
  if (key.length !== XCHACHA_KEY_BYTES) throw new CryptoError("aead/bad-key")
  if (nonce.length !== XCHACHA_NONCE_BYTES) throw new CryptoError("aead/bad-nonce")
  return xchacha20poly1305(key, nonce)
}

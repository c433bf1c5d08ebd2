import sodium from "sodium-native"
import { CryptoError } from "./errors.ts"

/** @param secretKey - 32 bytes. @throws CryptoError `x25519/bad-key`. */
export function x25519PublicKey(secretKey: Uint8Array): Uint8Array {
  if (secretKey.length !== 32) throw new CryptoError("x25519/bad-key")
  const publicKey = new Uint8Array(32)
  sodium.crypto_scalarmult_base(publicKey, secretKey)
  return publicKey
}

/**
 * Diffie-Hellman: 32 raw bytes, to be hashed before use as a key.
 *
 * @throws CryptoError `x25519/bad-key`, also when the other side's key has small order.
 */
export function x25519SharedSecret(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  if (secretKey.length !== 32 || publicKey.length !== 32) throw new CryptoError("x25519/bad-key")
  const shared = new Uint8Array(32)
  try {
    sodium.crypto_scalarmult(shared, secretKey, publicKey)
  } catch (cause) {
    throw new CryptoError("x25519/bad-key", { cause })
  }
  return shared
}

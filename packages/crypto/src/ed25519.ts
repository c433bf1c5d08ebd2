import sodium from "sodium-native"
import { CryptoError } from "./errors.ts"

export type Ed25519KeyPair = {
  /** 32 bytes; its hex is the node id. */
  readonly publicKey: Uint8Array
  /** 64 bytes: seed and public key. */
  readonly secretKey: Uint8Array
}

/** @param seed - 32 bytes. @throws CryptoError `ed25519/bad-seed`. */
export function ed25519KeyPair(seed: Uint8Array): Ed25519KeyPair {
  if (seed.length !== 32) throw new CryptoError("ed25519/bad-seed")
  const publicKey = new Uint8Array(32)
  const secretKey = new Uint8Array(64)
  sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed)
  return { publicKey, secretKey }
}

/** RFC 8032 signature, 64 bytes. @throws CryptoError `ed25519/bad-key`. */
export function ed25519Sign(secretKey: Uint8Array, message: Uint8Array): Uint8Array {
  if (secretKey.length !== 64) throw new CryptoError("ed25519/bad-key")
  const signature = new Uint8Array(64)
  sodium.crypto_sign_detached(signature, message, secretKey)
  return signature
}

/** Strict verification (canonical, no small-order keys). Malformed input is false. */
export function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  return sodium.crypto_sign_verify_detached(signature, message, publicKey)
}

/** The X25519 key of a node, derived from its Ed25519 key. @throws CryptoError `ed25519/bad-key` for a point of small order. */
export function ed25519PublicKeyToX25519(publicKey: Uint8Array): Uint8Array {
  if (publicKey.length !== 32) throw new CryptoError("ed25519/bad-key")
  const converted = new Uint8Array(32)
  try {
    sodium.crypto_sign_ed25519_pk_to_curve25519(converted, publicKey)
  } catch (cause) {
    throw new CryptoError("ed25519/bad-key", { cause })
  }
  return converted
}

/** @param secretKey - 64 bytes. @throws CryptoError `ed25519/bad-key`. */
export function ed25519SecretKeyToX25519(secretKey: Uint8Array): Uint8Array {
  if (secretKey.length !== 64) throw new CryptoError("ed25519/bad-key")
  const converted = new Uint8Array(32)
  sodium.crypto_sign_ed25519_sk_to_curve25519(converted, secretKey)
  return converted
}

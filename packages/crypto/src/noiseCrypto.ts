import { expand, extract } from "@noble/hashes/hkdf.js"
import { sha256 } from "@noble/hashes/sha2.js"
import sodium from "sodium-native"

/** Bytes, or libp2p's list of byte chunks: `subarray()` makes one piece of either. */
type Chunks = { readonly byteLength: number; subarray(): Uint8Array }
type NoiseKeyPair = { publicKey: Uint8Array; privateKey: Uint8Array }

const TAG_BYTES = 16

/**
 * libsodium behind libp2p's Noise: about twenty times cheaper for small frames than its own choice, the same bytes on the wire.
 * Handed to `noise({ crypto: noiseCrypto })`.
 */
export const noiseCrypto = {
  hashSHA256(data: Chunks): Uint8Array {
    const digest = new Uint8Array(32)
    sodium.crypto_hash_sha256(digest, data.subarray())
    return digest
  },

  /** HKDF-SHA256 into three keys of 32 bytes. Runs in handshakes only. */
  getHKDF(chainingKey: Uint8Array, inputKey: Uint8Array): [Uint8Array, Uint8Array, Uint8Array] {
    const keys = expand(sha256, extract(sha256, inputKey, chainingKey), undefined, 96)
    return [keys.subarray(0, 32), keys.subarray(32, 64), keys.subarray(64, 96)]
  },

  generateX25519KeyPair(): NoiseKeyPair {
    const publicKey = new Uint8Array(32)
    const privateKey = new Uint8Array(32)
    sodium.crypto_box_keypair(publicKey, privateKey)
    return { publicKey, privateKey }
  },

  generateX25519KeyPairFromSeed(seed: Uint8Array): NoiseKeyPair {
    const publicKey = new Uint8Array(32)
    sodium.crypto_scalarmult_base(publicKey, seed)
    return { publicKey, privateKey: seed }
  },

  /** Throws for a peer key of small order, which ends the handshake. */
  generateX25519SharedKey(privateKey: Chunks, publicKey: Chunks): Uint8Array {
    const shared = new Uint8Array(32)
    sodium.crypto_scalarmult(shared, privateKey.subarray(), publicKey.subarray())
    return shared
  },

  chaCha20Poly1305Encrypt(
    ...[plaintext, nonce, additional, key]: [Chunks, Uint8Array, Uint8Array, Uint8Array]
  ): Uint8Array {
    const message = plaintext.subarray()
    const sealed = new Uint8Array(message.byteLength + TAG_BYTES)
    sodium.crypto_aead_chacha20poly1305_ietf_encrypt(sealed, message, orNull(additional), null, nonce, key)
    return sealed
  },

  /** Throws for a frame that is not authentic. */
  chaCha20Poly1305Decrypt(
    ...[ciphertext, nonce, additional, key]: [Chunks, Uint8Array, Uint8Array, Uint8Array, ...unknown[]]
  ): Uint8Array {
    const sealed = ciphertext.subarray()
    if (sealed.byteLength < TAG_BYTES) throw new RangeError("a Noise frame holds at least its tag")
    const opened = new Uint8Array(sealed.byteLength - TAG_BYTES)
    sodium.crypto_aead_chacha20poly1305_ietf_decrypt(opened, null, sealed, orNull(additional), nonce, key)
    return opened
  },
}

function orNull(additional: Uint8Array): Uint8Array | null {
  return additional.byteLength === 0 ? null : additional
}

import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "bls/bad-secret-key": "a BLS secret key is 32 bytes, not zero and below the group order",
  "bls/bad-public-key":
    "a BLS public key is a compressed G1 point of 48 bytes, in the subgroup and not infinity",
  "bls/bad-signature":
    "a BLS signature is a compressed G2 point of 96 bytes, in the subgroup and not infinity",
  "bls/bad-entropy": "BLS key generation needs at least 32 bytes of entropy",
  "bls/bad-words": "EIP-2537 words hold 16 zero bytes before each 48-byte field element",
  "bls/nothing-to-aggregate": "an aggregate needs at least one key or signature",
  "ed25519/bad-seed": "an Ed25519 seed has 32 bytes",
  "ed25519/bad-key": "an Ed25519 public key has 32 bytes, a secret key 64",
  "x25519/bad-key": "an X25519 key has 32 bytes and does not lead to an all-zero secret",
  "aead/bad-key": "an XChaCha20-Poly1305 key has 32 bytes",
  "aead/bad-nonce": "an XChaCha20-Poly1305 nonce has 24 bytes",
  "aead/not-authentic": "the ciphertext was not made with this key and nonce, or was changed",
  "merkle/no-leaves": "a Merkle tree needs at least one leaf of 32 bytes",
  "merkle/unknown-leaf": "the leaf is not in this tree",
  "keystore/wrong-password": "the password does not open this keystore, or its ciphertext was changed",
  "keystore/damaged": "the keystore is incomplete or was changed: restore it from a backup",
  "keystore/unsupported": "the keystore uses a version or function that this program does not know",
  "keystore/bad-password": "the password is empty after control characters were removed: choose another",
} as const

export type CryptoErrorCode = keyof typeof summaries

export class CryptoError extends AppError<CryptoErrorCode> {
  constructor(code: CryptoErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}

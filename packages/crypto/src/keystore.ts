import { ctr } from "@noble/ciphers/aes.js"
import { pbkdf2 } from "@noble/hashes/pbkdf2.js"
import { scrypt } from "@noble/hashes/scrypt.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, concatBytes, utf8ToBytes } from "@sextant/shared/bytes"
import { CryptoError } from "./errors.ts"
import { type Keystore, type KeystoreKdf, keystoreBytes, parseKeystore } from "./keystoreFormat.ts"

/**
 * Cost of deriving the key from the password. scrypt with n = 2^18, r = 8, p = 1 takes about a second and 256 MiB; tests and
 * devnets use less.
 */
export type KdfCost =
  | { readonly function: "scrypt"; readonly n: number; readonly r: number; readonly p: number }
  | { readonly function: "pbkdf2"; readonly c: number }

export const KEYSTORE_COST: KdfCost = { function: "scrypt", n: 2 ** 18, r: 8, p: 1 }

const KEY_BYTES = 32

/**
 * Encrypts a secret under a password in the format of EIP-2335, version 4.
 *
 * @param input.salt - 32 fresh random bytes.
 * @param input.iv - 16 fresh random bytes.
 * @param input.publicKey - Written down in the clear, so that a file can be told from others.
 * @throws CryptoError `keystore/bad-password` when nothing is left of it after control characters were removed.
 */
export function encryptKeystore(input: {
  readonly secret: Uint8Array
  readonly password: string
  readonly publicKey: Uint8Array
  readonly salt: Uint8Array
  readonly iv: Uint8Array
  readonly uuid: string
  readonly cost?: KdfCost
  readonly description?: string
  readonly path?: string
}): Keystore {
  const { secret, password, publicKey, salt, iv, uuid, description = "", path = "" } = input
  const kdf = kdfOf(input.cost ?? KEYSTORE_COST, salt)
  const key = deriveKey(passwordBytes(password), kdf)
  const message = ctr(key.subarray(0, 16), iv).encrypt(secret)
  return {
    crypto: {
      kdf,
      checksum: { function: "sha256", params: {}, message: bytesToHex(checksumOf(key, message)) },
      cipher: {
        function: "aes-128-ctr",
        params: { iv: bytesToHex(iv) },
        message: bytesToHex(message),
      },
    },
    description,
    pubkey: bytesToHex(publicKey),
    path,
    uuid,
    version: 4,
  }
}

/**
 * Opens a keystore that was read from JSON.
 *
 * @throws CryptoError `keystore/wrong-password` (also when the ciphertext was changed: the two look the same),
 * `keystore/damaged`, `keystore/unsupported`, `keystore/bad-password`.
 */
export function decryptKeystore(json: unknown, password: string): Uint8Array {
  const { crypto } = parseKeystore(json)
  const key = deriveKey(passwordBytes(password), crypto.kdf)
  const message = keystoreBytes(crypto.cipher.message)
  if (bytesToHex(checksumOf(key, message)) !== crypto.checksum.message.toLowerCase()) {
    throw new CryptoError("keystore/wrong-password")
  }
  return ctr(key.subarray(0, 16), keystoreBytes(crypto.cipher.params.iv)).decrypt(message)
}

/** NFKD, without control characters, in UTF-8. */
function passwordBytes(password: string): Uint8Array {
  const kept = [...password.normalize("NFKD")].filter((character) => {
    const code = character.codePointAt(0) as number
    return code > 0x1f && (code < 0x7f || code > 0x9f)
  })
  if (kept.length === 0) throw new CryptoError("keystore/bad-password")
  return utf8ToBytes(kept.join(""))
}

function kdfOf(cost: KdfCost, salt: Uint8Array): KeystoreKdf {
  const shared = { dklen: KEY_BYTES, salt: bytesToHex(salt) }
  if (cost.function === "scrypt") {
    const { n, r, p } = cost
    return { function: "scrypt", params: { ...shared, n, r, p }, message: "" }
  }
  return { function: "pbkdf2", params: { ...shared, c: cost.c, prf: "hmac-sha256" }, message: "" }
}

function deriveKey(password: Uint8Array, kdf: KeystoreKdf): Uint8Array {
  const salt = keystoreBytes(kdf.params.salt)
  if (kdf.function === "pbkdf2") return pbkdf2(sha256, password, salt, { c: kdf.params.c, dkLen: KEY_BYTES })
  const { n, r, p } = kdf.params
  return scrypt(password, salt, { N: n, r, p, dkLen: KEY_BYTES })
}

/** Over the second half of the key, so that a wrong password is noticed before anything is decrypted. */
function checksumOf(key: Uint8Array, message: Uint8Array): Uint8Array {
  return sha256(concatBytes(key.subarray(16, 32), message))
}

import { hexToBytes } from "@sextant/shared/bytes"
import { CryptoError } from "./errors.ts"

type KdfParams = { readonly dklen: number; readonly salt: string }

export type KeystoreKdf =
  | {
      readonly function: "scrypt"
      readonly params: KdfParams & { readonly n: number; readonly r: number; readonly p: number }
      readonly message: string
    }
  | {
      readonly function: "pbkdf2"
      readonly params: KdfParams & { readonly c: number; readonly prf: "hmac-sha256" }
      readonly message: string
    }

/** EIP-2335, version 4. Bytes are hex without a prefix. */
export type Keystore = {
  readonly crypto: {
    readonly kdf: KeystoreKdf
    readonly checksum: {
      readonly function: "sha256"
      readonly params: Readonly<Record<string, never>>
      readonly message: string
    }
    readonly cipher: {
      readonly function: "aes-128-ctr"
      readonly params: { readonly iv: string }
      readonly message: string
    }
  }
  readonly description: string
  readonly pubkey: string
  readonly path: string
  readonly uuid: string
  readonly version: 4
}

type Fields = Readonly<Record<string, unknown>>

/** A file may not make us work for minutes or take all memory: 1 GiB of scrypt, 2^24 rounds of PBKDF2. */
const SCRYPT_BYTES_MAX = 2 ** 30
const SCRYPT_P_MAX = 16
const PBKDF2_ROUNDS_MAX = 2 ** 24

/** @throws CryptoError `keystore/damaged` | `keystore/unsupported`. */
export function parseKeystore(json: unknown): Keystore {
  const file = objectAt(json, "keystore")
  if (at(file, "version") !== 4) throw unsupported("version", at(file, "version"))
  const crypto = objectAt(at(file, "crypto"), "crypto")
  const checksum = objectAt(at(crypto, "checksum"), "checksum")
  const cipher = objectAt(at(crypto, "cipher"), "cipher")
  if (at(checksum, "function") !== "sha256") throw unsupported("checksum", at(checksum, "function"))
  if (at(cipher, "function") !== "aes-128-ctr") throw unsupported("cipher", at(cipher, "function"))
  const iv = hexAt(at(objectAt(at(cipher, "params"), "cipher.params"), "iv"), "iv")
  if (iv.length !== 32) throw damaged("iv")
  return {
    crypto: {
      kdf: parseKdf(objectAt(at(crypto, "kdf"), "kdf")),
      checksum: { function: "sha256", params: {}, message: hexAt(at(checksum, "message"), "checksum") },
      cipher: {
        function: "aes-128-ctr",
        params: { iv },
        message: hexAt(at(cipher, "message"), "cipher.message"),
      },
    },
    description: textAt(at(file, "description") ?? "", "description"),
    pubkey: hexAt(at(file, "pubkey") ?? "", "pubkey"),
    path: textAt(at(file, "path") ?? "", "path"),
    uuid: textAt(at(file, "uuid"), "uuid"),
    version: 4,
  }
}

/** Bytes of a hex field that {@link parseKeystore} let through. */
export function keystoreBytes(hex: string): Uint8Array {
  return hexToBytes(hex)
}

function parseKdf(kdf: Fields): KeystoreKdf {
  const params = objectAt(at(kdf, "params"), "kdf.params")
  const salt = hexAt(at(params, "salt"), "salt")
  if (numberAt(at(params, "dklen"), "dklen") !== 32) throw unsupported("dklen", at(params, "dklen"))
  if (at(kdf, "function") === "pbkdf2") {
    const c = numberAt(at(params, "c"), "c")
    if (at(params, "prf") !== "hmac-sha256") throw unsupported("prf", at(params, "prf"))
    if (c > PBKDF2_ROUNDS_MAX) throw unsupported("c", c)
    return { function: "pbkdf2", params: { dklen: 32, salt, c, prf: "hmac-sha256" }, message: "" }
  }
  if (at(kdf, "function") !== "scrypt") throw unsupported("kdf", at(kdf, "function"))
  const [n, r, p] = [
    numberAt(at(params, "n"), "n"),
    numberAt(at(params, "r"), "r"),
    numberAt(at(params, "p"), "p"),
  ]
  const isPowerOfTwo = n >= 2 && n <= 2 ** 30 && (n & (n - 1)) === 0
  if (!isPowerOfTwo || 128 * n * r > SCRYPT_BYTES_MAX || p > SCRYPT_P_MAX) throw unsupported("n", n)
  return { function: "scrypt", params: { dklen: 32, salt, n, r, p }, message: "" }
}

function at(fields: Fields, name: string): unknown {
  return fields[name]
}

function objectAt(value: unknown, field: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw damaged(field)
  return value as Fields
}

function textAt(value: unknown, field: string): string {
  if (typeof value !== "string") throw damaged(field)
  return value
}

function hexAt(value: unknown, field: string): string {
  const text = textAt(value, field)
  if (!/^([0-9a-fA-F]{2})*$/.test(text)) throw damaged(field)
  return text
}

/** A whole number from 1. */
function numberAt(value: unknown, field: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1) throw damaged(field)
  return value
}

function damaged(field: string): CryptoError {
  return new CryptoError("keystore/damaged", { meta: { field } })
}

function unsupported(field: string, value: unknown): CryptoError {
  return new CryptoError("keystore/unsupported", { meta: { field, value: String(value) } })
}

import blst, { type PublicKey, type Signature } from "@chainsafe/blst"
import { CryptoError } from "./errors.ts"

export const BLS_SECRET_KEY_BYTES = 32
export const BLS_PUBLIC_KEY_BYTES = 48
export const BLS_SIGNATURE_BYTES = 96

/** How many parsed public keys are kept; a key costs about 80 us to parse and check and 300 bytes to keep. */
const CACHED_KEYS_MAX = 131_072

const parsedKeys = new Map<string, PublicKey>()

/**
 * Parses a compressed public key with subgroup and infinity checks. Keys that passed are remembered, oldest forgotten first.
 *
 * @throws CryptoError `bls/bad-public-key`.
 */
export function parsePublicKey(publicKey: Uint8Array): PublicKey {
  if (publicKey.length !== BLS_PUBLIC_KEY_BYTES) throw new CryptoError("bls/bad-public-key")
  const name = String.fromCharCode(...publicKey)
  const known = parsedKeys.get(name)
  if (known !== undefined) return known
  const parsed = checkedPublicKey(publicKey)
  if (parsedKeys.size >= CACHED_KEYS_MAX) {
    const oldest = parsedKeys.keys().next().value
    if (oldest !== undefined) parsedKeys.delete(oldest)
  }
  parsedKeys.set(name, parsed)
  return parsed
}

/** Parses 48 or 96 bytes with all checks, without touching the cache. @throws CryptoError `bls/bad-public-key`. */
export function checkedPublicKey(bytes: Uint8Array): PublicKey {
  try {
    return blst.PublicKey.fromBytes(bytes, true)
  } catch (cause) {
    throw new CryptoError("bls/bad-public-key", { cause })
  }
}

/** Parses with subgroup and infinity checks. @throws CryptoError `bls/bad-signature`. */
export function parseSignature(signature: Uint8Array): Signature {
  if (signature.length !== BLS_SIGNATURE_BYTES) throw new CryptoError("bls/bad-signature")
  try {
    return blst.Signature.fromBytes(signature, true)
  } catch (cause) {
    throw new CryptoError("bls/bad-signature", { cause })
  }
}

/** Undefined instead of an error, for counting the bad ones. `checked` = with subgroup and infinity checks. */
export function trySignature(signature: Uint8Array, checked: boolean): Signature | undefined {
  if (signature.length !== BLS_SIGNATURE_BYTES) return undefined
  try {
    return blst.Signature.fromBytes(signature, checked)
  } catch {
    return undefined
  }
}

export function tryPublicKey(publicKey: Uint8Array): PublicKey | undefined {
  try {
    return parsePublicKey(publicKey)
  } catch {
    return undefined
  }
}

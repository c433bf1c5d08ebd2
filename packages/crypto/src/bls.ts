import bls from "@chainsafe/bls/blst-native"
import blst, { type PublicKey, type Signature } from "@chainsafe/blst"
import {
  BLS_SECRET_KEY_BYTES,
  BLS_SIGNATURE_BYTES,
  parsePublicKey,
  parseSignature,
  tryPublicKey,
  trySignature,
} from "./blsPoints.ts"
import { CryptoError } from "./errors.ts"

/**
 * BLS over BLS12-381: public keys in G1 (48 bytes), signatures in G2 (96 bytes), suite
 * BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_. A key may enter an aggregate only after its proof of possession was checked.
 * Everything that is parsed here is checked for its subgroup, and infinity is refused. Keys and single signatures go through
 * `@chainsafe/bls`; the many go to its engine directly, which alone can add them up blinded.
 */

/** A signature together with the key that should have made it. */
export type SignedBy = { readonly publicKey: Uint8Array; readonly signature: Uint8Array }

/**
 * Derives a secret key from entropy by the suite's KeyGen, the master-key derivation of EIP-2333.
 *
 * @param entropy - At least 32 bytes from a cryptographic source.
 * @throws CryptoError `bls/bad-entropy`.
 */
export function generateSecretKey(entropy: Uint8Array): Uint8Array {
  if (entropy.length < 32) throw new CryptoError("bls/bad-entropy", { meta: { sizeBytes: entropy.length } })
  return blst.SecretKey.deriveMasterEip2333(entropy).toBytes()
}

function readSecretKey(secretKey: Uint8Array) {
  if (secretKey.length !== BLS_SECRET_KEY_BYTES) throw new CryptoError("bls/bad-secret-key")
  try {
    return bls.SecretKey.fromBytes(secretKey)
  } catch (cause) {
    throw new CryptoError("bls/bad-secret-key", { cause })
  }
}

/** 48 bytes. @throws CryptoError `bls/bad-secret-key`. */
export function secretKeyToPublicKey(secretKey: Uint8Array): Uint8Array {
  return readSecretKey(secretKey).toPublicKey().toBytes()
}

/** 96 bytes. @throws CryptoError `bls/bad-secret-key`. */
export function sign(secretKey: Uint8Array, message: Uint8Array): Uint8Array {
  return readSecretKey(secretKey).sign(message).toBytes()
}

/** True when `publicKey` signed `message`. Malformed keys and signatures are false, not errors. */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = tryPublicKey(publicKey)
  const point = trySignature(signature, true)
  return key !== undefined && point !== undefined && blst.verify(message, key, point)
}

/** True for a compressed G1 point in the subgroup that is not infinity. */
export function isPublicKey(publicKey: Uint8Array): boolean {
  return tryPublicKey(publicKey) !== undefined
}

/** True for a compressed G2 point in the subgroup that is not infinity. */
export function isSignature(signature: Uint8Array): boolean {
  return trySignature(signature, true) !== undefined
}

/** 48 bytes. @throws CryptoError `bls/nothing-to-aggregate` | `bls/bad-public-key`, also when the keys cancel to infinity. */
export function aggregatePublicKeys(publicKeys: readonly Uint8Array[]): Uint8Array {
  if (publicKeys.length === 0) throw new CryptoError("bls/nothing-to-aggregate")
  const sum = blst.aggregatePublicKeys(publicKeys.map(parsePublicKey)).toBytes()
  if (tryPublicKey(sum) === undefined) throw new CryptoError("bls/bad-public-key")
  return sum
}

/** 96 bytes. @throws CryptoError `bls/nothing-to-aggregate` | `bls/bad-signature`. */
export function aggregateSignatures(signatures: readonly Uint8Array[]): Uint8Array {
  if (signatures.length === 0) throw new CryptoError("bls/nothing-to-aggregate")
  return blst.aggregateSignatures(signatures.map(parseSignature)).toBytes()
}

/** True when `signature` is the sum of every key's signature over one message. No keys, or malformed input: false. */
export function fastAggregateVerify(
  publicKeys: readonly Uint8Array[],
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const point = trySignature(signature, true)
  if (point === undefined || publicKeys.length === 0) return false
  const keys: PublicKey[] = []
  for (const publicKey of publicKeys) {
    const key = tryPublicKey(publicKey)
    if (key === undefined) return false
    keys.push(key)
  }
  return blst.fastAggregateVerify(message, keys, point)
}

/**
 * Checks many signatures over one message, each on its own merit, at about a tenth of the cost of one by one.
 *
 * Every signature and key is multiplied by a fresh random factor before they are added up, so two bad signatures that
 * would cancel in a plain sum are found (chance of a miss about 2^-64). Only when the sum fails is it split in halves.
 *
 * @returns Indices of the entries that are not valid, ascending.
 */
export function verifySameMessage(entries: readonly SignedBy[], message: Uint8Array): number[] {
  const invalid: number[] = []
  const sound: BlindEntry[] = []
  for (const [index, entry] of entries.entries()) {
    const pk = tryPublicKey(entry.publicKey)
    if (pk === undefined || entry.signature.length !== BLS_SIGNATURE_BYTES) invalid.push(index)
    else sound.push({ index, pk, sig: entry.signature })
  }
  invalid.push(...bisect(sound, (part) => isBlindSumValid(part, message)))
  return invalid.sort(ascending)
}

/**
 * Adds up the signatures over one message and names those that had to be left out. The fastest way to a certificate.
 *
 * The plain sum is checked once and split only when it fails. A plain sum can hide signatures that are wrong one by one and
 * cancel out; the *aggregate* is valid all the same, and its makers did sign together. So the result says nothing of a
 * single entry: where one signature must stand alone (evidence, a vote passed on), use {@link verifySameMessage}.
 *
 * @returns `signature`: 96 bytes, the valid sum over all entries not in `invalid`; undefined when none is left.
 */
export function aggregateSameMessage(
  entries: readonly SignedBy[],
  message: Uint8Array,
): { readonly signature: Uint8Array | undefined; readonly invalid: readonly number[] } {
  const invalid: number[] = []
  const sound: SumEntry[] = []
  for (const [index, entry] of entries.entries()) {
    const pk = tryPublicKey(entry.publicKey)
    const sig = trySignature(entry.signature, false)
    if (pk === undefined || sig === undefined) invalid.push(index)
    else sound.push({ index, pk, sig })
  }
  invalid.push(...bisect(sound, (part) => isPlainSumValid(part, message)))
  invalid.sort(ascending)
  const left = new Set(invalid)
  const signatures = sound.filter((entry) => !left.has(entry.index)).map((entry) => entry.sig)
  const signature = signatures.length === 0 ? undefined : blst.aggregateSignatures(signatures).toBytes()
  return { signature, invalid }
}

type BlindEntry = { readonly index: number; readonly pk: PublicKey; readonly sig: Uint8Array }
type SumEntry = { readonly index: number; readonly pk: PublicKey; readonly sig: Signature }

function isBlindSumValid(part: readonly BlindEntry[], message: Uint8Array): boolean {
  try {
    const { pk, sig } = blst.aggregateWithRandomness([...part])
    return blst.verify(message, pk, sig)
  } catch {
    // A signature that is no point of the subgroup makes the whole call throw: the bisection finds it.
    return false
  }
}

function isPlainSumValid(part: readonly SumEntry[], message: Uint8Array): boolean {
  try {
    const sum = blst.aggregateSignatures(part.map((entry) => entry.sig))
    // Checking the sum's subgroup is enough for the sum, and spares one check per signature.
    sum.sigValidate(true)
    return blst.fastAggregateVerify(
      message,
      part.map((entry) => entry.pk),
      sum,
    )
  } catch {
    return false
  }
}

/** Indices of the entries without which every part is valid. A part whose sibling is clean is known bad without a check. */
function bisect<TEntry extends { readonly index: number }>(
  entries: readonly TEntry[],
  isValid: (part: readonly TEntry[]) => boolean,
): number[] {
  const bad: number[] = []
  const visit = (part: readonly TEntry[], knownBad: boolean): boolean => {
    if (part.length === 0 || (!knownBad && isValid(part))) return true
    const [first] = part
    if (part.length === 1 && first !== undefined) {
      // A lone entry is always looked at itself: two halves can each be valid although their sum was not.
      if (knownBad && isValid(part)) return true
      bad.push(first.index)
      return false
    }
    const middle = part.length >> 1
    const leftClean = visit(part.slice(0, middle), false)
    visit(part.slice(middle), leftClean)
    return false
  }
  visit(entries, false)
  return bad
}

function ascending(left: number, right: number): number {
  return left - right
}

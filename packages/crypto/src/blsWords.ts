import { bigintToBytes, bytesToBigint, concatBytes } from "@sextant/shared/bytes"
import { checkedPublicKey, parsePublicKey, parseSignature } from "./blsPoints.ts"
import { CryptoError } from "./errors.ts"

/**
 * Points as the L2 takes them (EIP-2537): every 48-byte field element is padded with 16 zero bytes in front and cut in two
 * 32-byte words, high first. In G2, c0 stands before c1; the compressed form has them the other way round.
 */

/** `[xHi, xLo, yHi, yLo]`. */
export type G1Words = readonly [bigint, bigint, bigint, bigint]
/** `[x.c0 hi, lo, x.c1 hi, lo, y.c0 hi, lo, y.c1 hi, lo]`. */
export type G2Words = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]

const FIELD_BYTES = 48
const HIGH_BYTES = 16

/** @throws CryptoError `bls/bad-public-key`. */
export function publicKeyToG1Words(publicKey: Uint8Array): G1Words {
  const affine = parsePublicKey(publicKey).toBytes(false)
  return [...elementWords(affine, 0), ...elementWords(affine, 1)]
}

/** 48 bytes. @throws CryptoError `bls/bad-words` | `bls/bad-public-key` (off the curve, off the subgroup, infinity). */
export function g1WordsToPublicKey(words: readonly bigint[]): Uint8Array {
  if (words.length !== 4) throw new CryptoError("bls/bad-words")
  return checkedPublicKey(wordsToElements(words)).toBytes()
}

/** @throws CryptoError `bls/bad-signature`. */
export function signatureToG2Words(signature: Uint8Array): G2Words {
  const affine = parseSignature(signature).toBytes(false)
  return [
    ...elementWords(affine, 1),
    ...elementWords(affine, 0),
    ...elementWords(affine, 3),
    ...elementWords(affine, 2),
  ]
}

function elementWords(elements: Uint8Array, position: number): [bigint, bigint] {
  const element = elements.subarray(position * FIELD_BYTES, (position + 1) * FIELD_BYTES)
  return [bytesToBigint(element.subarray(0, HIGH_BYTES)), bytesToBigint(element.subarray(HIGH_BYTES))]
}

function wordsToElements(words: readonly bigint[]): Uint8Array {
  try {
    return concatBytes(...words.map((word, at) => bigintToBytes(word, at % 2 === 0 ? HIGH_BYTES : 32)))
  } catch (cause) {
    throw new CryptoError("bls/bad-words", { cause })
  }
}

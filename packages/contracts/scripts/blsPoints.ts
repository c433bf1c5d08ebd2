import type { PublicKey, Signature } from "@chainsafe/blst"
import { type Hex, toHex } from "viem"

/** A key as the contracts take it: EIP-2537 words. */
export type G1Words = {
  readonly xHi: bigint
  readonly xLo: bigint
  readonly yHi: bigint
  readonly yLo: bigint
}
export type G2Words = {
  readonly words: readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
}

/** A key in EIP-2537 form, 128 bytes. */
export function g1Hex(key: PublicKey): Hex {
  return padElements(key.toBytes(false), [0, 1])
}

/** A signature in EIP-2537 form, 256 bytes: blst writes the second coefficient of Fp2 first, EIP-2537 the first. */
export function g2Hex(signature: Signature): Hex {
  return padElements(signature.toBytes(false), [1, 0, 3, 2])
}

export function g1Words(key: PublicKey): G1Words {
  const [xHi, xLo, yHi, yLo] = splitWords(g1Hex(key))
  return { xHi: xHi!, xLo: xLo!, yHi: yHi!, yLo: yLo! }
}

export function g2Words(signature: Signature): G2Words {
  return { words: splitWords(g2Hex(signature)) as unknown as G2Words["words"] }
}

/** Writes 48-byte field elements, in the given order, as 64-byte ones with 16 zero bytes in front. */
function padElements(uncompressed: Uint8Array, order: readonly number[]): Hex {
  const padded = new Uint8Array(order.length * 64)
  order.forEach((element, index) => {
    padded.set(uncompressed.subarray(element * 48, element * 48 + 48), index * 64 + 16)
  })
  return toHex(padded)
}

function splitWords(hex: Hex): readonly bigint[] {
  return hex
    .slice(2)
    .match(/.{64}/g)!
    .map((word) => BigInt(`0x${word}`))
}

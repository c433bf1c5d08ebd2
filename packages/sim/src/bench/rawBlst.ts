import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

/** What the anchors call of the native library, as it is. */
export type RawPublicKey = { readonly toBytes: () => Uint8Array }
export type RawSignature = {
  readonly toBytes: () => Uint8Array
  readonly sigValidate: (infinityCheck: boolean) => void
}
type RawBlst = {
  readonly PublicKey: { readonly fromBytes: (bytes: Uint8Array, validate: boolean) => RawPublicKey }
  readonly Signature: { readonly fromBytes: (bytes: Uint8Array, validate: boolean) => RawSignature }
  readonly aggregateSignatures: (signatures: readonly RawSignature[]) => RawSignature
  readonly verify: (message: Uint8Array, key: RawPublicKey, signature: RawSignature) => boolean
  readonly fastAggregateVerify: (
    message: Uint8Array,
    keys: readonly RawPublicKey[],
    signature: RawSignature,
  ) => boolean
}

/** The very library that packages/crypto runs on, so that the anchor cannot be another version of it. */
const requireOfCrypto = createRequire(fileURLToPath(import.meta.resolve("@sextant/crypto/bls")))
const blst = requireOfCrypto("@chainsafe/blst") as RawBlst

export const parseKey = (bytes: Uint8Array): RawPublicKey => blst.PublicKey.fromBytes(bytes, true)

/** Parses, adds up, checks the sum's subgroup and verifies it once. Gives 96 bytes. */
export function rawAggregate(
  message: Uint8Array,
  keys: readonly RawPublicKey[],
  signatures: readonly Uint8Array[],
): Uint8Array {
  const sum = blst.aggregateSignatures(signatures.map((bytes) => blst.Signature.fromBytes(bytes, false)))
  sum.sigValidate(true)
  if (!blst.fastAggregateVerify(message, keys, sum)) throw new Error("the aggregate does not verify")
  return sum.toBytes()
}

/** One signature parsed, checked and verified alone. */
export function rawVerify(message: Uint8Array, key: RawPublicKey, signature: Uint8Array): boolean {
  return blst.verify(message, key, blst.Signature.fromBytes(signature, true))
}

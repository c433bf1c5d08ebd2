import { bls12_381 } from "@noble/curves/bls12-381.js"
import { bigintToBytes, bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  aggregatePublicKeys,
  aggregateSameMessage,
  aggregateSignatures,
  fastAggregateVerify,
  generateSecretKey,
  isPublicKey,
  isSignature,
  secretKeyToPublicKey,
  sign,
  verify,
  verifySameMessage,
} from "./bls.ts"
import { g1WordsToPublicKey, publicKeyToG1Words, signatureToG2Words } from "./blsWords.ts"

const message = new Uint8Array(32).fill(3)
const secretKeys = Array.from({ length: 12 }, (_, at) => generateSecretKey(new Uint8Array(32).fill(at + 1)))
const publicKeys = secretKeys.map(secretKeyToPublicKey)
const signatures = secretKeys.map((secretKey) => sign(secretKey, message))
const at = <TItem>(list: readonly TItem[], index: number) => list[index] as TItem
const entries = publicKeys.map((publicKey, index) => ({ publicKey, signature: at(signatures, index) }))
const code = (value: string) => expect.objectContaining({ code: value })

const infinityKey = Uint8Array.from({ length: 48 }, (_, index) => (index === 0 ? 0xc0 : 0))
const infinitySignature = Uint8Array.from({ length: 96 }, (_, index) => (index === 0 ? 0xc0 : 0))

/** A point on the curve that is no multiple of the generator, compressed. */
function offSubgroupKey(): Uint8Array {
  const { Fp } = bls12_381.fields
  for (let x = 1n; ; x++) {
    const y = ySquareRoot(Fp.add(Fp.pow(x, 3n), 4n))
    if (y === undefined) continue
    const point = bls12_381.G1.Point.fromAffine({ x, y })
    if (point.isTorsionFree()) continue
    const bytes = bigintToBytes(x, 48)
    bytes[0] = (bytes[0] as number) | 0x80
    return bytes
  }
}
function ySquareRoot(square: bigint): bigint | undefined {
  try {
    return bls12_381.fields.Fp.sqrt(square)
  } catch {
    return undefined
  }
}

/** signature + difference, which is a valid point and a wrong signature. */
function shifted(signature: Uint8Array, sign: 1 | -1): Uint8Array {
  const G2 = bls12_381.G2.Point
  const difference = sign === 1 ? G2.BASE : G2.BASE.negate()
  return G2.fromBytes(signature).add(difference).toBytes(true)
}

describe("generateSecretKey", () => {
  it("derives the master key of EIP-2333's first test case", () => {
    const seed = hexToBytes(
      "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
    )
    expect(BigInt(`0x${bytesToHex(generateSecretKey(seed))}`)).toBe(
      6083874454709270928345386274498605044986640685124978867557563392430687146096n,
    )
  })
  it("wants 32 bytes of entropy", () => {
    expect(() => generateSecretKey(new Uint8Array(31))).toThrow(code("bls/bad-entropy"))
  })
})

describe("sign and verify", () => {
  it("agree with an independent implementation of the suite", () => {
    const suite = bls12_381.longSignatures
    const point = suite.hash(message, "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_")
    const theirs = suite.Signature.toBytes(suite.sign(point, at(secretKeys, 0)))
    expect(bytesToHex(theirs)).toBe(bytesToHex(at(signatures, 0)))
    expect(bytesToHex(suite.getPublicKey(at(secretKeys, 0)).toBytes(true))).toBe(
      bytesToHex(at(publicKeys, 0)),
    )
  })
  it("hold for the right key and message only", () => {
    expect(verify(at(publicKeys, 0), message, at(signatures, 0))).toBe(true)
    expect(verify(at(publicKeys, 1), message, at(signatures, 0))).toBe(false)
    expect(verify(at(publicKeys, 0), new Uint8Array(32), at(signatures, 0))).toBe(false)
  })
  it("refuse infinity and points outside the subgroup", () => {
    expect(isPublicKey(infinityKey)).toBe(false)
    expect(isSignature(infinitySignature)).toBe(false)
    expect(verify(infinityKey, message, infinitySignature)).toBe(false)
    const outside = offSubgroupKey()
    expect(isPublicKey(outside)).toBe(false)
    expect(verify(outside, message, at(signatures, 0))).toBe(false)
    expect(fastAggregateVerify([outside], message, at(signatures, 0))).toBe(false)
  })
  it("answer false, never throw, for random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.uint8Array({ maxLength: 200 }), (key, signature) => {
        expect(verify(key, message, signature)).toBe(false)
        expect(fastAggregateVerify([key], message, signature)).toBe(false)
        expect(verifySameMessage([{ publicKey: key, signature }], message)).toEqual([0])
      }),
    )
  })
  it("refuse secret keys that are zero or too large", () => {
    for (const secretKey of [new Uint8Array(32), new Uint8Array(32).fill(255), new Uint8Array(31)]) {
      expect(() => sign(secretKey, message)).toThrow(code("bls/bad-secret-key"))
    }
  })
})

describe("aggregates", () => {
  it("verify as one signature", () => {
    const signature = aggregateSignatures(signatures)
    expect(fastAggregateVerify(publicKeys, message, signature)).toBe(true)
    expect(verify(aggregatePublicKeys(publicKeys), message, signature)).toBe(true)
    expect(fastAggregateVerify(publicKeys.slice(1), message, signature)).toBe(false)
    expect(fastAggregateVerify([], message, signature)).toBe(false)
  })
  it("refuse keys that cancel to infinity, and nothing at all", () => {
    const key = bls12_381.G1.Point.fromBytes(at(publicKeys, 0))
    const opposite = key.negate().toBytes(true)
    expect(() => aggregatePublicKeys([at(publicKeys, 0), opposite])).toThrow(code("bls/bad-public-key"))
    expect(() => aggregatePublicKeys([])).toThrow(code("bls/nothing-to-aggregate"))
    expect(() => aggregateSignatures([])).toThrow(code("bls/nothing-to-aggregate"))
    expect(() => aggregateSignatures([infinitySignature])).toThrow(code("bls/bad-signature"))
  })
})

describe("verifySameMessage and aggregateSameMessage", () => {
  it("name exactly the wrong entries, wherever they stand", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(entries.length - 1)), fc.nat(2), (wrong, way) => {
        const broken = entries.map((entry, index) => {
          if (!wrong.includes(index)) return entry
          if (way === 0) return { ...entry, signature: at(signatures, (index + 1) % signatures.length) }
          return { ...entry, signature: way === 1 ? infinitySignature : new Uint8Array(3) }
        })
        const expected = [...wrong].sort((left, right) => left - right)
        expect(verifySameMessage(broken, message)).toEqual(expected)
        const { signature, invalid } = aggregateSameMessage(broken, message)
        expect(invalid).toEqual(expected)
        const left = publicKeys.filter((_, index) => !wrong.includes(index))
        expect(signature !== undefined && fastAggregateVerify(left, message, signature)).toBe(left.length > 0)
      }),
      { numRuns: 25 },
    )
  })
  it("finds two wrong signatures that cancel in a plain sum", () => {
    const cancelling = entries.map((entry, index) => {
      if (index === 2) return { ...entry, signature: shifted(entry.signature, 1) }
      return index === 9 ? { ...entry, signature: shifted(entry.signature, -1) } : entry
    })
    expect(verifySameMessage(cancelling, message)).toEqual([2, 9])
    const { signature, invalid } = aggregateSameMessage(cancelling, message)
    expect(invalid).toEqual([])
    expect(fastAggregateVerify(publicKeys, message, signature as Uint8Array)).toBe(true)
  })
  it("has nothing to say about no entries", () => {
    expect(verifySameMessage([], message)).toEqual([])
    expect(aggregateSameMessage([], message)).toEqual({ signature: undefined, invalid: [] })
  })
})

describe("EIP-2537 words", () => {
  it("lead from a key to its point and back", () => {
    for (const publicKey of publicKeys) {
      const words = publicKeyToG1Words(publicKey)
      const { x, y } = bls12_381.G1.Point.fromBytes(publicKey).toAffine()
      expect([(words[0] << 256n) | words[1], (words[2] << 256n) | words[3]]).toEqual([x, y])
      expect(g1WordsToPublicKey(words)).toEqual(publicKey)
    }
  })
  it("put c0 before c1", () => {
    const words = signatureToG2Words(at(signatures, 0))
    const { x, y } = bls12_381.G2.Point.fromBytes(at(signatures, 0)).toAffine()
    const elements = [0, 2, 4, 6].map((from) => (at(words, from) << 256n) | at(words, from + 1))
    expect(elements).toEqual([x.c0, x.c1, y.c0, y.c1])
  })
  it("refuse what is no point", () => {
    expect(() => g1WordsToPublicKey([0n, 0n, 0n])).toThrow(code("bls/bad-words"))
    expect(() => g1WordsToPublicKey([1n << 200n, 0n, 0n, 0n])).toThrow(code("bls/bad-words"))
    expect(() => g1WordsToPublicKey([0n, 1n, 0n, 1n])).toThrow(code("bls/bad-public-key"))
    expect(() => g1WordsToPublicKey([0n, 0n, 0n, 0n])).toThrow(code("bls/bad-public-key"))
  })
})

import { bytesToHex, concatBytes, utf8ToBytes } from "@sextant/shared/bytes"
import { describe, expect, it } from "vitest"
import { blake2b256, keccak256, sha256 } from "./hash.ts"

describe("hashes", () => {
  const abc = utf8ToBytes("abc")
  it("give the published digests of abc", () => {
    expect(bytesToHex(keccak256(abc))).toBe(
      "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    )
    expect(bytesToHex(sha256(abc))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    expect(bytesToHex(blake2b256(abc))).toBe(
      "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319",
    )
  })
  it("keys BLAKE2b", () => {
    expect(blake2b256(abc, utf8ToBytes("key"))).not.toEqual(blake2b256(abc))
    expect(blake2b256(abc, utf8ToBytes("key"))).toHaveLength(32)
  })
})

describe("entropy of the reference's blocks (vector 8)", () => {
  it("is the keccak of a round and a random value", () => {
    const value = Uint8Array.from({ length: 16 }, (_, index) => index)
    const entropy = (round: number) => bytesToHex(keccak256(concatBytes(Uint8Array.of(round), value)))
    expect(entropy(0)).toBe("fd880f9b172f52a42b39e09fcbc39ef2d48763768a5f28a32d4a76a64e8b5670")
    expect(entropy(1)).toBe("2ea8a04796a2c67cf3e42e1aaf2c9bead4f7743ff86c6907410d378acdce6276")
  })
  it("combines eleven reveals by BLAKE2b under a key of zeros", () => {
    const reveals = Array.from({ length: 11 }, (_, index) => new Uint8Array(16).fill(index))
    const combined = blake2b256(concatBytes(...reveals), new Uint8Array(32))
    expect(bytesToHex(combined.subarray(0, 16))).toBe("4ca15c3eeb80e6169e71aaddaacbe426")
  })
})

import { bytesToHex, utf8ToBytes } from "@sextant/shared/bytes"
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

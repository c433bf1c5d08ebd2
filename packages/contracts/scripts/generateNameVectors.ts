import { writeFileSync } from "node:fs"
import path from "node:path"
import { blake2b } from "@noble/hashes/blake2.js"
import { stringToBytes, toHex } from "viem"
import { contractsRoot } from "./runForge.ts"

/**
 * Writes test/vectors/blake2b.json: digests by @noble/hashes for the Solidity library to agree with. The lengths surround
 * every edge of a 128-byte block and take in those of RFC 7693's self-test (appendix E). The same every time.
 */

/** The filling of RFC 7693, appendix E: a Fibonacci generator that starts from the length. */
function selfTestSequence(length: number): Uint8Array {
  let previous = Math.imul(0xdead4bad, length) >>> 0
  let current = 1
  return Uint8Array.from({ length }, () => {
    const next = (previous + current) >>> 0
    previous = current
    current = next
    return next >>> 24
  })
}

const lengths = [
  0, 1, 2, 3, 31, 32, 33, 63, 64, 65, 127, 128, 129, 191, 255, 256, 257, 383, 384, 385, 1_024, 4_097,
]
const texts = ["", "abc", "a", "alice", "bob", "session", "a-b", "_", "xn--a", "keejef", "ÄÖ", "z".repeat(64)]
const zeros = [1, 64, 127, 128, 129, 256].map((length) => new Uint8Array(length))
const inputs = [...lengths.map(selfTestSequence), ...texts.map((text) => stringToBytes(text)), ...zeros]

const vectors = {
  inputs: inputs.map((input) => toHex(input)),
  digests: inputs.map((input) => toHex(blake2b(input, { dkLen: 32 }))),
}
const file = path.join(contractsRoot, "test", "vectors", "blake2b.json")
writeFileSync(file, `${JSON.stringify(vectors, undefined, 2)}\n`)

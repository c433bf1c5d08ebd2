import { generateSecretKey, secretKeyToPublicKey } from "@sextant/crypto/bls"
import { publicKeyToG1Words } from "@sextant/crypto/blsWords"
import { bytesToHex } from "@sextant/shared/bytes"
import { describe, expect, it } from "vitest"
import { compressG1 } from "./compressG1.ts"

describe("compressG1", () => {
  it("gives back the key that the contract was given, for either sign of y", () => {
    const signs = new Set<number>()
    for (let seed = 1; seed <= 16; seed++) {
      const publicKey = secretKeyToPublicKey(generateSecretKey(new Uint8Array(32).fill(seed)))
      const [xHi, xLo, yHi, yLo] = publicKeyToG1Words(publicKey)
      expect(bytesToHex(compressG1({ xHi, xLo, yHi, yLo }))).toBe(bytesToHex(publicKey))
      signs.add((publicKey[0] ?? 0) & 0x20)
    }
    expect(signs.size).toBe(2)
  })
})

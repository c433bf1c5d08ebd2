import { ed25519 as nobleEd25519, x25519 as nobleX25519 } from "@noble/curves/ed25519.js"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  ed25519KeyPair,
  ed25519PublicKeyToX25519,
  ed25519SecretKeyToX25519,
  ed25519Sign,
  ed25519Verify,
} from "./ed25519.ts"
import { x25519PublicKey, x25519SharedSecret } from "./x25519.ts"

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 })
const code = (value: string) => expect.objectContaining({ code: value })

describe("ed25519Sign", () => {
  it("agrees with an independent implementation", () => {
    fc.assert(
      fc.property(seed, fc.uint8Array(), (entropy, message) => {
        const { publicKey, secretKey } = ed25519KeyPair(entropy)
        const signature = ed25519Sign(secretKey, message)
        expect(publicKey).toEqual(nobleEd25519.getPublicKey(entropy))
        expect(signature).toEqual(nobleEd25519.sign(message, entropy))
        expect(ed25519Verify(publicKey, message, signature)).toBe(true)
        const changed = signature.map((byte, index) => (index === 5 ? byte ^ 1 : byte))
        expect(ed25519Verify(publicKey, message, changed)).toBe(false)
      }),
    )
  })
  it("refuses keys of a wrong size and verifies nothing malformed", () => {
    expect(() => ed25519KeyPair(new Uint8Array(31))).toThrow(code("ed25519/bad-seed"))
    expect(() => ed25519Sign(new Uint8Array(32), new Uint8Array())).toThrow(code("ed25519/bad-key"))
    expect(ed25519Verify(new Uint8Array(32), new Uint8Array(), new Uint8Array(64))).toBe(false)
    expect(ed25519Verify(new Uint8Array(3), new Uint8Array(), new Uint8Array(64))).toBe(false)
  })
})

describe("conversion to X25519", () => {
  it("leads both halves to one key pair, and two pairs to one secret", () => {
    fc.assert(
      fc.property(seed, seed, (left, right) => {
        const [mine, theirs] = [ed25519KeyPair(left), ed25519KeyPair(right)]
        const mySecret = ed25519SecretKeyToX25519(mine.secretKey)
        const theirSecret = ed25519SecretKeyToX25519(theirs.secretKey)
        expect(x25519PublicKey(mySecret)).toEqual(ed25519PublicKeyToX25519(mine.publicKey))
        expect(ed25519PublicKeyToX25519(mine.publicKey)).toEqual(
          nobleEd25519.utils.toMontgomery(mine.publicKey),
        )
        const shared = x25519SharedSecret(mySecret, ed25519PublicKeyToX25519(theirs.publicKey))
        expect(shared).toEqual(x25519SharedSecret(theirSecret, ed25519PublicKeyToX25519(mine.publicKey)))
        expect(shared).toEqual(
          nobleX25519.getSharedSecret(mySecret, ed25519PublicKeyToX25519(theirs.publicKey)),
        )
      }),
    )
  })
  it("refuses a public key of small order", () => {
    expect(() => x25519SharedSecret(new Uint8Array(32).fill(1), new Uint8Array(32))).toThrow(
      code("x25519/bad-key"),
    )
    const small = new Uint8Array(32)
    small[0] = 1
    expect(() => ed25519PublicKeyToX25519(small)).toThrow(code("ed25519/bad-key"))
  })
})

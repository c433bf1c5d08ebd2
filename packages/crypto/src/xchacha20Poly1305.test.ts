import fc from "fast-check"
import sodium from "sodium-native"
import { describe, expect, it } from "vitest"
import { blake2b256 } from "./hash.ts"
import { xchacha20Poly1305Decrypt, xchacha20Poly1305Encrypt } from "./xchacha20Poly1305.ts"

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

describe("xchacha20Poly1305", () => {
  it("agrees with libsodium", () => {
    fc.assert(
      fc.property(bytes(32), bytes(24), fc.uint8Array({ maxLength: 300 }), (key, nonce, plaintext) => {
        const expected = new Uint8Array(plaintext.length + 16)
        sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(expected, plaintext, null, null, nonce, key)
        expect(xchacha20Poly1305Encrypt({ key, nonce }, plaintext)).toEqual(expected)
        expect(xchacha20Poly1305Decrypt({ key, nonce }, expected)).toEqual(plaintext)
      }),
    )
  })

  it("refuses a ciphertext with any bit changed, and one that is cut", () => {
    const cases = fc.record({
      key: bytes(32),
      nonce: bytes(24),
      plaintext: bytes(33),
      bit: fc.nat(49 * 8 - 1),
    })
    fc.assert(
      fc.property(cases, ({ key, nonce, plaintext, bit }) => {
        const sealed = xchacha20Poly1305Encrypt({ key, nonce }, plaintext)
        const changed = sealed.slice()
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
        const refusal = expect.objectContaining({ code: "aead/not-authentic" })
        expect(() => xchacha20Poly1305Decrypt({ key, nonce }, changed)).toThrow(refusal)
        expect(() => xchacha20Poly1305Decrypt({ key, nonce }, sealed.subarray(0, bit >> 3))).toThrow(refusal)
      }),
    )
  })

  it("names a key or nonce of the wrong length", () => {
    const key = new Uint8Array(32)
    const nonce = new Uint8Array(24)
    const short = new Uint8Array(12)
    const code = (expected: string) => expect.objectContaining({ code: expected })
    expect(() => xchacha20Poly1305Encrypt({ key: short, nonce }, key)).toThrow(code("aead/bad-key"))
    expect(() => xchacha20Poly1305Decrypt({ key, nonce: short }, key)).toThrow(code("aead/bad-nonce"))
  })
})

describe("blake2b256", () => {
  it("agrees with libsodium, plain and keyed", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ minLength: 16, maxLength: 64 }),
        (data, key) => {
          const plain = new Uint8Array(32)
          const keyed = new Uint8Array(32)
          sodium.crypto_generichash(plain, data)
          sodium.crypto_generichash(keyed, data, key)
          expect(blake2b256(data)).toEqual(plain)
          expect(blake2b256(data, key)).toEqual(keyed)
        },
      ),
    )
  })
})

import { chacha20poly1305 } from "@noble/ciphers/chacha.js"
import { x25519 } from "@noble/curves/ed25519.js"
import { expand, extract } from "@noble/hashes/hkdf.js"
import { sha256 } from "@noble/hashes/sha2.js"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { noiseCrypto } from "./noiseCrypto.ts"

const bytes = (sizeBytes: number) => fc.uint8Array({ minLength: sizeBytes, maxLength: sizeBytes })

describe("noiseCrypto", () => {
  it("seals and opens the same bytes as an independent implementation", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 5_000 }),
        fc.tuple(bytes(12), fc.uint8Array({ maxLength: 40 }), bytes(32)),
        (plaintext, [nonce, additional, key]) => {
          const sealed = noiseCrypto.chaCha20Poly1305Encrypt(plaintext, nonce, additional, key)
          expect(sealed).toEqual(chacha20poly1305(key, nonce, additional).encrypt(plaintext))
          expect(noiseCrypto.chaCha20Poly1305Decrypt(sealed, nonce, additional, key)).toEqual(plaintext)
          const changed = sealed.map((byte, index) => (index === 0 ? byte ^ 1 : byte))
          expect(() => noiseCrypto.chaCha20Poly1305Decrypt(changed, nonce, additional, key)).toThrow()
        },
      ),
    )
  })
  it("derives and agrees on keys as the others do", () => {
    fc.assert(
      fc.property(bytes(32), bytes(32), (chainingKey, inputKey) => {
        const expected = expand(sha256, extract(sha256, inputKey, chainingKey), undefined, 96)
        expect(
          Uint8Array.from(noiseCrypto.getHKDF(chainingKey, inputKey).flatMap((key) => [...key])),
        ).toEqual(expected)
        const pair = noiseCrypto.generateX25519KeyPairFromSeed(inputKey)
        expect(pair.publicKey).toEqual(x25519.getPublicKey(inputKey))
        const fresh = noiseCrypto.generateX25519KeyPair()
        expect(noiseCrypto.generateX25519SharedKey(fresh.privateKey, pair.publicKey)).toEqual(
          x25519.getSharedSecret(inputKey, fresh.publicKey),
        )
        expect(noiseCrypto.hashSHA256(inputKey)).toEqual(sha256(inputKey))
      }),
    )
  })
  it("refuses frames shorter than their tag and keys of small order", () => {
    expect(() =>
      noiseCrypto.chaCha20Poly1305Decrypt(
        new Uint8Array(15),
        new Uint8Array(12),
        new Uint8Array(),
        new Uint8Array(32),
      ),
    ).toThrow(RangeError)
    expect(() =>
      noiseCrypto.generateX25519SharedKey(new Uint8Array(32).fill(1), new Uint8Array(32)),
    ).toThrow()
  })
})

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decryptKeystore, encryptKeystore, type KdfCost } from "./keystore.ts"

const costs: readonly KdfCost[] = [
  { function: "scrypt", n: 16, r: 1, p: 1 },
  { function: "pbkdf2", c: 2 },
]
const bytes = (sizeBytes: number) => fc.uint8Array({ minLength: sizeBytes, maxLength: sizeBytes })
const code = (value: string) => expect.objectContaining({ code: value })

function sample(password = "correct horse", cost = costs[0] as KdfCost) {
  const [secret, publicKey, salt] = [new Uint8Array(32).fill(7), new Uint8Array(48), new Uint8Array(32)]
  return encryptKeystore({ secret, password, publicKey, salt, iv: new Uint8Array(16), uuid: "u", cost })
}

describe("encryptKeystore", () => {
  it("is undone by decryptKeystore, through JSON, for any secret and password", () => {
    fc.assert(
      fc.property(
        fc.tuple(bytes(32), bytes(32), bytes(16)),
        fc.string({ minLength: 1 }).filter((text) => !/[\p{Cc}]/u.test(text)),
        fc.constantFrom(...costs),
        ([secret, salt, iv], password, cost) => {
          const keystore = encryptKeystore({
            secret,
            password,
            publicKey: salt,
            salt,
            iv,
            uuid: "0",
            cost,
          })
          expect(decryptKeystore(JSON.parse(JSON.stringify(keystore)), password)).toEqual(secret)
        },
      ),
    )
  })
  it("reads passwords that look the same as the same", () => {
    expect(decryptKeystore(sample("Ångström\u0007"), "A\u030angstro\u0308m")).toEqual(
      new Uint8Array(32).fill(7),
    )
  })
  it("refuses a password of control characters only", () => {
    expect(() => sample("\n\t\u007f")).toThrow(code("keystore/bad-password"))
  })
})

describe("decryptKeystore", () => {
  it("tells a wrong password", () => {
    expect(() => decryptKeystore(sample(), "wrong horse")).toThrow(code("keystore/wrong-password"))
  })
  it("tells a changed ciphertext", () => {
    const keystore = sample()
    const message = keystore.crypto.cipher.message.replace(/^../, (byte) => (byte === "00" ? "01" : "00"))
    const changed = {
      ...keystore,
      crypto: { ...keystore.crypto, cipher: { ...keystore.crypto.cipher, message } },
    }
    expect(() => decryptKeystore(changed, "correct horse")).toThrow(code("keystore/wrong-password"))
  })
  it("tells a file that lost any of its parts", () => {
    const whole = JSON.parse(JSON.stringify(sample()))
    for (const path of [["crypto"], ["crypto", "kdf"], ["crypto", "cipher", "params", "iv"], ["uuid"]]) {
      const broken = structuredClone(whole)
      const last = path.at(-1) as string
      delete path.slice(0, -1).reduce((part, name) => part[name], broken)[last]
      expect(() => decryptKeystore(broken, "correct horse")).toThrow(code("keystore/damaged"))
    }
    for (const json of [null, 4, "text", []]) {
      expect(() => decryptKeystore(json, "x")).toThrow(code("keystore/damaged"))
    }
  })
  it("refuses functions it does not know and costs that would stop the machine", () => {
    const keystore = sample()
    const withKdf = (kdf: unknown) => ({ ...keystore, crypto: { ...keystore.crypto, kdf } })
    const { params } = keystore.crypto.kdf
    const cases = [
      { ...keystore, version: 3 },
      withKdf({ function: "argon2", params }),
      withKdf({ function: "scrypt", params: { ...params, n: 2 ** 29, r: 8 } }),
      withKdf({ function: "scrypt", params: { ...params, n: 15 } }),
      withKdf({ function: "pbkdf2", params: { ...params, c: 2 ** 40, prf: "hmac-sha256" } }),
    ]
    for (const json of cases) {
      expect(() => decryptKeystore(json, "correct horse")).toThrow(code("keystore/unsupported"))
    }
  })
})

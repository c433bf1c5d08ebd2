import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { accountIdFromBytes, accountIdOfKey, accountKeyOf, parseAccountId } from "./accountId.ts"
import { type Name, nameHash, parseName } from "./name.ts"
import { decryptName, encryptName, NAME_RECORD_BYTES, splitNameRecord } from "./nameRecord.ts"

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const names = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,62}[a-z0-9_])?$/).map((text) => text as Name)
const refusal = (code: string) => expect.objectContaining({ code })

describe("parseName", () => {
  it("lower-cases what follows the rule", () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(parseName(name)).toBe(name)
        expect(parseName(name.toUpperCase())).toBe(name)
      }),
    )
  })

  it.each(["a", "_", "0", "a-b", "a--b", "_-_", "x".repeat(64)])("takes %s", (text) => {
    expect(parseName(text)).toBe(text)
  })

  it.each([
    ["nothing", ""],
    ["65 characters", "x".repeat(65)],
    ["a hyphen in front", "-a"],
    ["a hyphen at the end", "a-"],
    ["a hyphen alone", "-"],
    ["a dot", "a.b"],
    ["a space", "a b"],
    ["a line's end", "a\n"],
    ["an umlaut", "ä"],
    ["the Kelvin sign, whose lower case is k", "\u212a"],
    ["the long s, whose upper case is S", "\u017f"],
    ["an emoji", "😀"],
  ])("refuses %s", (_, text) => {
    expect(() => parseName(text)).toThrow(refusal("wire/bad-name"))
  })

  it("agrees with the rule for any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 70 }), (text) => {
        const follows = text.length <= 64 && /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(text)
        if (follows) expect(parseName(text)).toBe(text)
        else if (text === text.toLowerCase()) expect(() => parseName(text)).toThrow(refusal("wire/bad-name"))
      }),
    )
  })
})

describe("account ids", () => {
  it("go from text to bytes and back", () => {
    fc.assert(
      fc.property(bytes(32), (key) => {
        const accountId = accountIdOfKey(key)
        expect(parseAccountId(accountId.toUpperCase())).toBe(accountId)
        expect(accountKeyOf(accountId)).toEqual(key)
      }),
    )
  })

  it.each([
    "",
    "05",
    `03${"ab".repeat(32)}`,
    `05${"ab".repeat(31)}`,
    `05${"ab".repeat(33)}`,
    `05${"xy".repeat(32)}`,
  ])("refuse %s", (text) => {
    expect(() => parseAccountId(text)).toThrow(refusal("wire/bad-account-id"))
  })

  it("refuse bytes of another prefix or length", () => {
    expect(() => accountIdFromBytes(new Uint8Array(33))).toThrow(refusal("wire/bad-account-id"))
    expect(() => accountIdOfKey(new Uint8Array(31))).toThrow(refusal("wire/bad-account-id"))
  })
})

describe("name records", () => {
  it("open under their own name to what was sealed", () => {
    fc.assert(
      fc.property(names, bytes(32), bytes(24), (name, key, nonce) => {
        const accountId = accountIdOfKey(key)
        const record = encryptName({ name, accountId, nonce })
        expect(record).toHaveLength(NAME_RECORD_BYTES)
        expect(record.subarray(49)).toEqual(nonce)
        expect(decryptName(name, splitNameRecord(record))).toBe(accountId)
      }),
    )
  })

  it("do not open under another name, another nonce, or with a bit changed", () => {
    const cases = fc.record({
      name: names,
      other: names,
      key: bytes(32),
      nonce: bytes(24),
      bit: fc.nat(73 * 8 - 1),
    })
    fc.assert(
      fc.property(cases, ({ name, other, key, nonce, bit }) => {
        fc.pre(name !== other)
        const record = encryptName({ name, accountId: accountIdOfKey(key), nonce })
        const changed = record.slice()
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
        expect(() => decryptName(other, splitNameRecord(record))).toThrow(refusal("aead/not-authentic"))
        expect(() => decryptName(name, splitNameRecord(changed))).toThrow(refusal("aead/not-authentic"))
      }),
    )
  })

  it("are 73 bytes and no other length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (record) => {
        fc.pre(record.length !== NAME_RECORD_BYTES)
        expect(() => splitNameRecord(record)).toThrow(refusal("wire/malformed"))
      }),
    )
    const name = "a" as Name
    const nonce = new Uint8Array(24)
    expect(() => decryptName(name, { ciphertext: new Uint8Array(48), nonce })).toThrow(
      refusal("wire/malformed"),
    )
  })

  it("hash differently for different names", () => {
    fc.assert(
      fc.property(names, names, (name, other) => {
        fc.pre(name !== other)
        expect(nameHash(name)).not.toEqual(nameHash(other))
      }),
    )
  })
})

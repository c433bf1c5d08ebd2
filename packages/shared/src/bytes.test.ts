import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  base64ToBytes,
  bigintToBytes,
  bytesEqual,
  bytesTo0x,
  bytesToBase64,
  bytesToBigint,
  bytesToHex,
  compareBytes,
  concatBytes,
  hexToBytes,
  utf8ToBytes,
} from "./bytes.ts"

const bytes = fc.uint8Array({ maxLength: 80 })

describe("hexToBytes", () => {
  it("reads back what bytesToHex and bytesTo0x wrote, in either case", () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(bytesToHex(value)).toBe(Buffer.from(value).toString("hex"))
        expect(hexToBytes(bytesToHex(value))).toEqual(value)
        expect(hexToBytes(bytesTo0x(value))).toEqual(value)
        expect(hexToBytes(bytesToHex(value).toUpperCase())).toEqual(value)
      }),
    )
  })
  it.each(["0", "0x0", "0g", "g0", " 0", "é0", "0\u0100", "0x0x", "00 "])("refuses %j", (text) => {
    expect(() => hexToBytes(text)).toThrow(RangeError)
  })
  it("accepts exactly the strings of hex digit pairs", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 6, unit: fc.constantFrom(..."0123456789abcdefABCDEFxg\u0000~") }),
        (text) => {
          const digits = text.startsWith("0x") ? text.slice(2) : text
          const isHex = digits.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(digits)
          if (isHex) expect(hexToBytes(text)).toHaveLength(digits.length / 2)
          else expect(() => hexToBytes(text)).toThrow(RangeError)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

describe("bigintToBytes", () => {
  it("is undone by bytesToBigint and refuses what does not fit", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (value) => {
        expect(bytesToBigint(bigintToBytes(value, 32))).toBe(value)
      }),
    )
    expect(() => bigintToBytes(256n, 1)).toThrow(RangeError)
    expect(() => bigintToBytes(-1n, 1)).toThrow(RangeError)
    expect(bytesToBigint(new Uint8Array())).toBe(0n)
  })
})

describe("compareBytes", () => {
  it("orders as Buffer.compare does and agrees with bytesEqual", () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        expect(Math.sign(compareBytes(left, right))).toBe(Buffer.compare(left, right))
        expect(bytesEqual(left, right)).toBe(Buffer.compare(left, right) === 0)
        expect(bytesEqual(left, left.slice())).toBe(true)
      }),
    )
  })
})

describe("concatBytes", () => {
  it("joins as Buffer.concat does", () => {
    fc.assert(
      fc.property(fc.array(bytes), (parts) => {
        expect(Buffer.from(concatBytes(...parts))).toEqual(Buffer.concat(parts))
      }),
    )
  })
})

describe("utf8ToBytes", () => {
  it("encodes as TextEncoder does, also unpaired surrogates", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(utf8ToBytes(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)))
      }),
    )
    const lone = String.fromCharCode(0x61, 0xd800, 0x62)
    expect(utf8ToBytes(lone)).toEqual(new Uint8Array(new TextEncoder().encode(lone)))
  })
})

describe("base64", () => {
  it("is written as elsewhere and read back with and without padding", () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const text = bytesToBase64(value)
        expect(text).toBe(Buffer.from(value).toString("base64"))
        expect(base64ToBytes(text)).toEqual(value)
        expect(base64ToBytes(text.replace(/=+$/, ""))).toEqual(value)
      }),
    )
  })

  it.each(["A", "AAAAA", "AA=", "A===", "AAA==", "AB==", "AA-_", "A A=", "=", "AAAA=", "AAB"])(
    "is refused when it is %s",
    (text) => {
      expect(() => base64ToBytes(text)).toThrow(RangeError)
    },
  )
})

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { formatCount, formatSesh, formatSeshExact, parseSesh, seshInputText, UNKNOWN } from "./amount.ts"
import { shortenHex } from "./hex.ts"
import { formatBps, formatShare, yearlyYieldBps } from "./ratio.ts"
import { formatDuration, formatInstant, formatRelative } from "./time.ts"

const atomic = fc.bigInt({ min: 0n, max: 10n ** 30n })
const digitsOf = (text: string) => text.replace(/[,\u202f]/g, "")
const scaled = (text: string) => {
  const [whole = "0", fraction = ""] = digitsOf(text).split(".")
  return BigInt(whole) * 10n ** 9n + BigInt(fraction.padEnd(9, "0"))
}

describe("formatSesh", () => {
  it("writes two and four decimals, grouped", () => {
    expect(formatSesh(25_000n * 10n ** 9n)).toBe("25,000.00")
    expect(formatSesh(1_234_567_891_234n, 4)).toBe("1,234.5678")
    expect(formatSesh(999_999_999n, 0)).toBe("<1")
    expect(formatSesh(0n)).toBe("0.00")
  })

  it("shows dust as less than the smallest step, and the unknown as a dash", () => {
    expect(formatSesh(1n)).toBe("<0.01")
    expect(formatSesh(99_999n, 4)).toBe("<0.0001")
    expect(formatSesh(100_000n, 4)).toBe("0.0001")
    expect(formatSesh(-1n)).toBe("−<0.01")
    expect(formatSesh(null)).toBe(UNKNOWN)
    expect(formatSesh(undefined)).toBe(UNKNOWN)
  })

  it("never shows more than there is, and less than one step less", () => {
    fc.assert(
      fc.property(atomic, fc.constantFrom(2 as const, 4 as const), (amount, decimals) => {
        const step = 10n ** BigInt(9 - decimals)
        fc.pre(amount === 0n || amount >= step)
        const shown = scaled(formatSesh(amount, decimals))
        expect(shown <= amount && amount - shown < step).toBe(true)
      }),
    )
  })

  it("groups by three digits everywhere", () => {
    fc.assert(
      fc.property(atomic, (amount) => {
        fc.pre(amount >= 10n ** 7n)
        expect(formatSesh(amount)).toMatch(/^\d{1,3}(,\d{3})*\.\d{2}$/)
      }),
    )
  })
})

describe("formatSeshExact", () => {
  it("loses no digit", () => {
    fc.assert(fc.property(atomic, (amount) => scaled(formatSeshExact(amount)) === amount))
  })
})

describe("parseSesh", () => {
  it("reads back what an input field and an exact display show", () => {
    fc.assert(
      fc.property(atomic, (amountAtomic) => {
        expect(parseSesh(seshInputText(amountAtomic))).toEqual({ kind: "amount", amountAtomic })
        expect(parseSesh(` ${formatSeshExact(amountAtomic)} SESH`)).toEqual({ kind: "amount", amountAtomic })
      }),
    )
  })

  it("reads a decimal comma", () => {
    expect(parseSesh("1,5")).toEqual({ kind: "amount", amountAtomic: 1_500_000_000n })
    expect(parseSesh("1,500")).toEqual({ kind: "amount", amountAtomic: 1_500n * 10n ** 9n })
  })

  it("refuses more than nine decimals rather than inflating or cutting them", () => {
    expect(parseSesh("1.1234567890")).toMatchObject({ kind: "invalid" })
    expect(parseSesh("1.123456789")).toEqual({ kind: "amount", amountAtomic: 1_123_456_789n })
  })

  it("refuses what is not an amount", () => {
    for (const text of [".", "-1", "1e9", "0x10", "1.2.3", "1,2,3", "12,34.5", "NaN"])
      expect(parseSesh(text)).toMatchObject({ kind: "invalid" })
    expect(parseSesh("  ")).toEqual({ kind: "empty" })
  })
})

describe("formatCount", () => {
  it("groups numbers and bigints alike", () => {
    expect(formatCount(1_234_567)).toBe("1,234,567")
    expect(formatCount(-1234n)).toBe("−1,234")
    expect(formatCount(null)).toBe(UNKNOWN)
  })
})

describe("formatBps", () => {
  it("keeps every one of the 10,001 fees exactly", () => {
    for (let bps = 0; bps <= 10_000; bps++) {
      const [whole = "", fraction = ""] = formatBps(bps).replace("\u202f%", "").split(".")
      expect(Number(whole) * 100 + Number(fraction.padEnd(2, "0"))).toBe(bps)
    }
  })
})

describe("formatShare", () => {
  it("is unknown for a share of nothing and never rounds up to the whole", () => {
    expect(formatShare(0, 0)).toBe(UNKNOWN)
    expect(formatShare(99_999, 100_000)).toBe("99.99\u202f%")
    expect(formatShare(7, 7)).toBe("100\u202f%")
  })
})

describe("yearlyYieldBps", () => {
  it("is simple interest over 365 days, and unknown without stake", () => {
    expect(yearlyYieldBps(10n, 3650n)).toBe(10_000)
    expect(yearlyYieldBps(10n, 0n)).toBeNull()
  })
})

describe("formatDuration", () => {
  it("uses the two largest units", () => {
    expect(formatDuration(900)).toBe("0\u202fs")
    expect(formatDuration(125_000)).toBe("2\u202fmin 5\u202fs")
    expect(formatDuration(3_600_000)).toBe("1\u202fh")
    expect(formatDuration(12 * 86_400_000 + 4 * 3_600_000 + 5)).toBe("12\u202fd 4\u202fh")
    expect(formatDuration(-5)).toBe("0\u202fs")
    expect(formatDuration(null)).toBe(UNKNOWN)
  })

  it("is never more than the span and grows with it", () => {
    const units: Record<string, number> = { s: 1e3, min: 6e4, h: 3.6e6, d: 8.64e7 }
    const read = (text: string) =>
      [...text.matchAll(/(\d+)\u202f(s|min|h|d)/g)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? Number.NaN),
        0,
      )
    fc.assert(
      fc.property(fc.nat(1e11), fc.nat(1e9), (spanMs, moreMs) => {
        const shown = read(formatDuration(spanMs))
        expect(shown).toBeLessThanOrEqual(spanMs)
        expect(read(formatDuration(spanMs + moreMs))).toBeGreaterThanOrEqual(shown)
      }),
    )
  })
})

describe("formatRelative", () => {
  it("speaks of past, future and now", () => {
    expect(formatRelative(0, 3_000)).toBe("3\u202fs ago")
    expect(formatRelative(3_000, 0)).toBe("in 3\u202fs")
    expect(formatRelative(0, 999)).toBe("now")
  })
})

describe("formatInstant", () => {
  it("is UTC on every machine", () => {
    expect(formatInstant(Date.UTC(2026, 10, 20, 11, 24, 5))).toBe("20 Nov 2026, 11:24:05 UTC")
  })
})

describe("shortenHex", () => {
  it("keeps both ends and the prefix", () => {
    expect(shortenHex(`0x${"ab".repeat(20)}`)).toBe("0xabababab…ababab")
    expect(shortenHex("cd".repeat(32))).toBe("cdcdcdcd…cdcdcd")
    expect(shortenHex("0xabcdef")).toBe("0xabcdef")
  })
})

import { amountAtomic } from "@sextant/shared/units"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { FAST_PART_MILLI_MAX, fastFee, fastShare, ratiosOf, splitPart } from "./splitPart.ts"
import { createChainBuilder } from "./testing/chainBuilder.ts"
import { testAddress } from "./testing/testOperator.ts"
import type { NodeRecord } from "./types.ts"

const [sample] = createChainBuilder().state().nodes as [NodeRecord]
const node = (feeBps: number, stakes: readonly bigint[]): NodeRecord => ({
  ...sample,
  feeBps,
  contributors: stakes.map((stake, index) => {
    const staker = testAddress(`staker ${index}`)
    return { staker, beneficiary: staker, amountAtomic: amountAtomic(stake) }
  }),
})

describe("splitPart (vector 20)", () => {
  it("splits by stake when there is no fee", () => {
    expect(splitPart(node(0, [33n, 33n, 34n]), 200n)).toEqual([66n, 66n, 68n])
  })
  it("takes 10 % of a thousand as exactly a hundred first", () => {
    expect(splitPart(node(1_000, [33n, 33n, 34n]), 1_000n)).toEqual([100n + 297n, 297n, 306n])
  })
  it("splits mainnet's reward among 1,500 nodes as published", () => {
    const partMilli = (22_983_257_229n * 1000n) / 1_500n
    expect(partMilli).toBe(15_322_171_486n)
    expect(splitPart(node(1_000, [6_250n, 18_750n]), partMilli)).toEqual([
      1_532_217_148n + 3_447_488_584n,
      10_342_465_753n,
    ])
  })
})

describe("splitPart", () => {
  const stakes = fc.array(fc.bigInt({ min: 1n, max: 2n ** 70n }), { minLength: 1, maxLength: 10 })
  const feeBps = fc.integer({ min: 0, max: 10_000 })
  it("never pays more than the part, nor loses more than one thousandth per division", () => {
    fc.assert(
      fc.property(stakes, feeBps, fc.bigInt({ min: 0n, max: 2n ** 100n }), (list, fee, partMilli) => {
        const shares = splitPart(node(fee, list), partMilli)
        const paid = shares.reduce((sum, share) => sum + share, 0n)
        expect(paid <= partMilli).toBe(true)
        expect(partMilli - paid <= BigInt(list.length)).toBe(true)
        expect(shares.every((share) => share >= 0n)).toBe(true)
      }),
    )
  })
  it("gives the same shares in floating point, or none, for any stakes and parts", () => {
    let decided = 0
    const close = fc.tuple(stakes, fc.bigInt({ min: 1n, max: 3n })).map(([list, step]) => [...list, step])
    fc.assert(
      fc.property(
        fc.oneof(stakes, close),
        feeBps,
        fc.integer({ min: 0, max: FAST_PART_MILLI_MAX }),
        (list, fee, partMilli) => {
          const record = node(fee, list)
          const exact = splitPart(record, BigInt(partMilli))
          const feeMilli = fastFee(partMilli, fee)
          for (const [at, { numerator, denominator }] of ratiosOf(record.contributors).entries()) {
            const share = fastShare(partMilli - feeMilli, numerator, denominator)
            if (share < 0) continue
            decided++
            expect(BigInt(at === 0 ? feeMilli + share : share)).toBe(exact[at])
          }
        },
      ),
      { numRuns: 2_000 },
    )
    expect(decided).toBeGreaterThan(5_000)
  })
})

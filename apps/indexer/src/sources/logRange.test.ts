import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { afterRefusal, afterSuccess, initialRange } from "./logRange.ts"

describe("afterSuccess", () => {
  it("doubles after a full-sized request with few logs", () => {
    const { sizeBlocks } = initialRange
    expect(afterSuccess(initialRange, { askedBlocks: sizeBlocks, logCount: 3 }).sizeBlocks).toBe(
      2 * sizeBlocks,
    )
  })

  it("stays after a request that the head cut short", () => {
    expect(afterSuccess(initialRange, { askedBlocks: 1, logCount: 0 })).toEqual(initialRange)
  })

  it("shrinks in proportion after an answer that was too large", () => {
    const range = { sizeBlocks: 1_000, sizeBlocksMax: 50_000 }
    expect(afterSuccess(range, { askedBlocks: 1_000, logCount: 50_000 }).sizeBlocks).toBe(100)
  })

  it("feels its way above a limit that a refusal left", () => {
    const limited = { sizeBlocks: 100, sizeBlocksMax: 100 }
    expect(afterSuccess(limited, { askedBlocks: 100, logCount: 0 })).toEqual({
      sizeBlocks: 110,
      sizeBlocksMax: 110,
    })
  })

  it("always asks for at least one block and never for more than the maximum", () => {
    const answers = fc.array(fc.tuple(fc.boolean(), fc.nat(200_000)), { maxLength: 200 })
    fc.assert(
      fc.property(answers, (sequence) => {
        let range = initialRange
        for (const [ok, logCount] of sequence) {
          const askedBlocks = range.sizeBlocks
          range = ok
            ? afterSuccess(range, { askedBlocks, logCount })
            : (afterRefusal({ askedBlocks, message: "no" }) ?? range)
          expect(range.sizeBlocks).toBeGreaterThanOrEqual(1)
          expect(range.sizeBlocks).toBeLessThanOrEqual(50_000)
        }
      }),
    )
  })
})

describe("afterRefusal", () => {
  it.each([
    ["query returned more than 10000 results. Try with this block range [0x10, 0x1f].", 16],
    ["eth_getLogs is limited to 500 blocks", 500],
    ["exceed maximum block range: 1,000", 1_000],
    ["You can make eth_getLogs requests with up to a 100 block range", 100],
    ["something else", 1_500],
    ["limited to 90000 blocks", 1_500],
  ])("reads the provider's hint: %s", (message, sizeBlocks) => {
    expect(afterRefusal({ askedBlocks: 3_000, message })?.sizeBlocks).toBe(sizeBlocks)
  })

  it("gives up when even one block is refused", () => {
    expect(afterRefusal({ askedBlocks: 1, message: "limited to 0 blocks" })).toBeUndefined()
  })
})

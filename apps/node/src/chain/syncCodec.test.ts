import { height } from "@sextant/shared/units"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decodeRangeAnswer, decodeRangeRequest, encodeRangeAnswer, encodeRangeRequest } from "./syncCodec.ts"

describe("decodeRangeRequest", () => {
  it("reads back a height and refuses any other length or a height beyond 2^53", () => {
    expect(decodeRangeRequest(encodeRangeRequest({ from: height(123_456) }))).toEqual({ from: 123_456 })
    for (const size of [0, 7, 9]) expect(() => decodeRangeRequest(new Uint8Array(size))).toThrow()
    expect(() => decodeRangeRequest(new Uint8Array(8).fill(255))).toThrow(
      expect.objectContaining({ code: "chain/bad-request" }),
    )
  })
})

describe("decodeRangeAnswer", () => {
  it("reads an answer without blocks", () => {
    const body = encodeRangeAnswer(height(9), { finalization: new Uint8Array(), blocks: [] })
    expect(decodeRangeAnswer(body)).toEqual({ head: 9, blocks: [], finalization: undefined })
  })

  it("ends with a typed error on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          decodeRangeAnswer(bytes)
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^(chain|wire)\//)
        }
      }),
    )
  })
})

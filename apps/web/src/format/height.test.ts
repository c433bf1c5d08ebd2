import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseHeight } from "./height.ts"

describe("parseHeight", () => {
  it("reads every height back", () => {
    fc.assert(fc.property(fc.maxSafeNat(), (height) => parseHeight(String(height)) === height))
  })

  it("refuses what is not a height", () => {
    for (const text of [
      "",
      "-1",
      "1.5",
      "1e3",
      "007",
      "0x10",
      "9007199254740993",
      "99999999999999999999",
      "12a",
      " 1",
    ])
      expect(parseHeight(text)).toBeUndefined()
  })
})

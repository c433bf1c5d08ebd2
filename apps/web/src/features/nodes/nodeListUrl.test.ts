import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { listedStates, nodeListHref, parseNodeListQuery, sorts } from "./nodeListUrl.ts"

describe("nodeListHref", () => {
  it("is read back by parseNodeListQuery", () => {
    const query = fc.record({
      state: fc.option(fc.constantFrom(...listedStates), { nil: undefined }),
      sort: fc.constantFrom(...sorts),
      order: fc.constantFrom("up" as const, "down" as const),
      after: fc.option(fc.constantFrom("25:3", "-1:9", "0.875:12"), { nil: undefined }),
    })
    fc.assert(
      fc.property(query, (asked) => {
        const { searchParams } = new URL(nodeListHref(asked), "http://localhost")
        expect(parseNodeListQuery(Object.fromEntries(searchParams))).toEqual(asked)
      }),
    )
  })
})

describe("parseNodeListQuery", () => {
  it("ignores what makes no sense", () => {
    const usual = { state: undefined, sort: "id", order: "up", after: undefined }
    expect(parseNodeListQuery({ state: "happy", sort: "'; drop", order: "sideways", after: "x" })).toEqual(
      usual,
    )
    expect(parseNodeListQuery({ state: ["active", "exited"] })).toEqual({ ...usual, state: "active" })
  })
})

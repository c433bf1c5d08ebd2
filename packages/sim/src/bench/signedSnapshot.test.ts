import { takePartial } from "@sextant/node/snapshots/gatherPartials"
import { describe, expect, it } from "vitest"
import { signByMany, spoil } from "./signedSnapshot.ts"

describe("signByMany", () => {
  const { gathering, partials } = signByMany("test", 10)
  it("gives partials that a node takes in", () => {
    const gathered = gathering()
    expect(partials.map((partial) => takePartial(gathered, partial))).toEqual(Array(10).fill("new"))
  })
  it("spoils one in every so many, so that a node refuses exactly those", () => {
    const gathered = gathering()
    const verdicts = spoil(partials, 5).map((partial) => takePartial(gathered, partial))
    expect(verdicts.map((verdict) => verdict === "forged")).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((at) => at % 5 === 2),
    )
  })
})

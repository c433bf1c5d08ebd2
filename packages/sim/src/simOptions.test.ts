import { describe, expect, it } from "vitest"
import { parseSimOptions } from "./simOptions.ts"

const names = ["fourNodesAgree", "lossyNetwork"]

describe("parseSimOptions", () => {
  it("runs everything once with seed 1 when nothing is asked for", () => {
    expect(parseSimOptions([], names)).toEqual({
      seeds: [1],
      nodeCount: undefined,
      blocks: undefined,
      scenario: undefined,
    })
  })

  it("takes one seed, or a count of seeds", () => {
    expect(parseSimOptions(["--seed", "77"], names)).toMatchObject({ seeds: [77] })
    expect(parseSimOptions(["--seeds=3", "--nodes=7", "--blocks", "40"], names)).toMatchObject({
      seeds: [1, 2, 3],
      nodeCount: 7,
      blocks: 40,
    })
  })

  it.each([
    [["--seed"], "--seed needs a whole number"],
    [["--seed", "x"], 'not "x"'],
    [["--seeds", "0"], "--seeds needs a whole number from 1"],
    [["--seed", "1", "--seeds", "2"], "exclude each other"],
    [["--nodes", "3"], "--nodes needs a whole number from 4"],
    [["--blocks", "-1"], "--blocks needs"],
    [["--scenario", "nope"], "There is no scenario nope: choose one of fourNodesAgree, lossyNetwork."],
    [["--scenario"], "--scenario needs a name"],
    [["--seeed", "1"], "Unknown option --seeed"],
    [["--seed", "1", "--seed", "2"], "given twice"],
  ])("refuses %j with one sentence", (argv, sentence) => {
    expect(() => parseSimOptions(argv, names)).toThrow(
      expect.objectContaining({
        code: "sim/bad-option",
        meta: { hint: expect.stringContaining(sentence) },
      }),
    )
  })
})

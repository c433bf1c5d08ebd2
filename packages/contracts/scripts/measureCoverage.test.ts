import { describe, expect, it } from "vitest"
import { parseLcov } from "./measureCoverage.ts"

const lcov = [
  "TN:",
  "SF:src/A.sol",
  "DA:3,1",
  "BRDA:4,0,0,2",
  "BRDA:4,0,1,-",
  "BRDA:9,1,0,0",
  "BRF:3",
  "BRH:1",
  "LF:5",
  "LH:4",
  "end_of_record",
  "TN:",
  "SF:src/B.sol",
  "LF:1",
  "LH:1",
  "end_of_record",
  "",
].join("\n")

describe("parseLcov", () => {
  it("counts lines and branches of each file, and names the lines of branches that no test takes", () => {
    expect(parseLcov(lcov)).toEqual([
      {
        file: "src/A.sol",
        lines: { found: 5, hit: 4 },
        branches: { found: 3, hit: 1 },
        missedLines: [4, 9],
      },
      { file: "src/B.sol", lines: { found: 1, hit: 1 }, branches: { found: 0, hit: 0 }, missedLines: [] },
    ])
  })
})

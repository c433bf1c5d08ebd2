import type { ObligationsJson } from "@sextant/wire/rpc/obligationsApi"
import { describe, expect, it } from "vitest"
import { obligationLines } from "./obligationLines.ts"

const judge = "ab".repeat(32)
const known: ObligationsJson = {
  nodeId: "cd".repeat(32),
  registryId: 3,
  state: "active",
  height: 40,
  timestampMs: 1_700_000_080_000,
  isOwn: true,
  tests: [
    { name: "uptimeProof", state: "fail", sinceMs: 1_700_000_000_000 },
    { name: "consensusVotes", state: "fail", chances: 8, missed: 5 },
    { name: "proposals", state: "pass", chances: 8, missed: 1 },
    { name: "clock", state: "unknown" },
    { name: "storageContent", state: "untested" },
  ],
  votes: [{ kind: "decommission", judge, quorumHeight: 38, reasons: ["uptimeProof"] }],
  quorums: [
    { quorumHeight: 37, votesFromHeight: 39, judges: [judge, judge] },
    { quorumHeight: 39, votesFromHeight: 41, judges: [judge] },
  ],
  nextTest: { height: 41, averageEveryBlocks: 3.5, averageEveryMs: 7_000 },
  credit: { blocks: 12, ms: 24_000, capBlocks: 60, leastToBeSetAsideBlocks: 5 },
  outlook: { whenFailing: "decommission", sentence: "If it stopped now, it would be set aside." },
  verdicts: [
    {
      kind: "recommission",
      height: 9,
      timestampMs: 1_700_000_000_000,
      quorumHeight: 6,
      reasonsAll: [],
      reasonsAny: [],
      votes: [{ judge, reasons: [] }],
    },
  ],
}

describe("obligationLines", () => {
  it("says what fails, who votes why, when the next test is and what is left", () => {
    expect(obligationLines(known)).toEqual([
      "Fails: uptime proof since 2023-11-14T22:13:20.000Z.",
      "Fails: votes on blocks (missed 5 of the last 8).",
      "Passes: proposals.",
      "Not certain now: clock.",
      "Not yet tested by the node itself: stored messages.",
      "Waiting votes to decommission because of uptime proof: 1, by abababab….",
      "Last judged at height 39 by 2 nodes.",
      "The next test is at height 41; on average every 3.5 blocks (7 s).",
      "Credit: 12 blocks (24 s), at most 60.",
      "If it stopped now, it would be set aside.",
      "At height 9 (2023-11-14T22:13:20.000Z): taken back by 1 judge.",
    ])
  })

  it("says of a node that has left only what happened to it", () => {
    const { nextTest: _, credit: __, ...rest } = known
    const lines = obligationLines({ ...rest, tests: [], votes: [], quorums: [] })
    expect(lines).toEqual([
      known.outlook.sentence,
      "At height 9 (2023-11-14T22:13:20.000Z): taken back by 1 judge.",
    ])
  })
})

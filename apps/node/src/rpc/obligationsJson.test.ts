import { loadPreset } from "@sextant/shared/params"
import { height } from "@sextant/shared/units"
import { createChainBuilder } from "@sextant/state-transition/testing/chainBuilder"
import type { NodeRecord } from "@sextant/state-transition/types"
import type { NodeId } from "@sextant/wire/l2Event"
import { reasonBits } from "@sextant/wire/reasons"
import { obligationsSchema } from "@sextant/wire/rpc/obligationsApi"
import { describe, expect, it } from "vitest"
import { nodeJson } from "./nodeJson.ts"
import { type ObligationsDeps, obligationsJson } from "./obligationsJson.ts"
import { outlookSentence } from "./outlookSentence.ts"

const preset = loadPreset("devnet")
const chain = createChainBuilder({ nodeCount: 7 })
chain.extendBy(12)
const state = chain.state()
const node = state.nodes[2] as NodeRecord
const judge = state.nodes[0]?.nodeId as NodeId
const deps: ObligationsDeps = {
  preset,
  state,
  ownNodeId: judge,
  testsOf: () => [
    { name: "uptimeProof", state: "fail", sinceS: 1_700_000_000 },
    { name: "consensusVotes", state: "pass" },
    { name: "storageContent", state: "untested" },
  ],
  votesOn: () => [
    {
      kind: "decommission",
      nodeId: node.nodeId,
      quorumHeight: state.quorums[0]?.height ?? height(0),
      testedIndex: 0,
      judgeIndex: 0,
      reasons: reasonBits.uptimeProof,
      signature: new Uint8Array(64),
    },
  ],
  verdictsOn: () => [
    {
      kind: "recommission",
      height: 9,
      timestampMs: 1_700_000_000_000,
      quorumHeight: 6,
      votes: [{ judge, reasons: 0 }],
    },
  ],
}
const about = nodeJson(
  { preset, state, contactOf: () => undefined, registrationOf: () => undefined },
  node,
  2,
)

describe("obligationsJson", () => {
  const json = obligationsJson(deps, about)

  it("tells tests, votes, quorums, credit and what was decided, in the API's shape", () => {
    expect(obligationsSchema.parse(JSON.parse(JSON.stringify(json)))).toEqual(json)
    expect(json.tests[0]).toEqual({ name: "uptimeProof", state: "fail", sinceMs: 1_700_000_000_000 })
    expect(json.tests[1]).toMatchObject({ name: "consensusVotes", missed: 0 })
    expect(json.votes).toMatchObject([{ judge: state.quorums[0]?.judges[0], reasons: ["uptimeProof"] }])
    expect(json.quorums.length).toBe(
      state.quorums.filter(({ tested }) => tested.includes(node.nodeId)).length,
    )
    expect(json.credit?.blocks).toBe(12)
    expect(json.outlook).toMatchObject({ whenFailing: "decommission", deregisterableInBlocks: 13 })
    // Five of seven judge, so a node is tested in two of seven blocks.
    expect(json.nextTest?.averageEveryBlocks).toBe(3.5)
  })

  it("knows what happened to a node that has left, and nothing of its future", () => {
    const gone = obligationsJson(deps, { ...about, nodeId: "ee".repeat(32), state: "deregistered" })
    expect([gone.tests, gone.credit, gone.nextTest]).toEqual([[], undefined, undefined])
    expect(gone.verdicts).toHaveLength(1)
  })
})

describe("outlookSentence", () => {
  const say = (
    change: Partial<NodeRecord>,
    creditBlocks: number,
    whenFailing?: "decommission" | "deregister",
  ) =>
    outlookSentence(
      preset,
      { ...node, ...change },
      {
        creditBlocks,
        whenFailing,
        deregisterableInBlocks: Math.max(0, creditBlocks + 1),
      },
    )

  it("says what a stop would bring, by standing and credit", () => {
    expect(say({}, 30, "decommission")).toContain("credit of 30 blocks (1 min)")
    expect(say({}, 2, "deregister")).toContain(
      "would deregister it once its uptime proof expires (within 12 s)",
    )
    expect(say({}, 30)).toContain("too few other nodes are active")
    const down = { status: "decommissioned" as const }
    expect(say(down, 9)).toContain("may be deregistered in 10 blocks (20 s), which locks its stake for 2 min")
    expect(say(down, -1, "deregister")).toContain("deregister it now")
    expect(say(down, -1)).toContain("nobody is deregistered now")
  })
})

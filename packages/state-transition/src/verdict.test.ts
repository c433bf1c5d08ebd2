import { height } from "@sextant/shared/units"
import type { StateChangeKind } from "@sextant/wire/block"
import { reasonBits } from "@sextant/wire/reasons"
import { describe, expect, it } from "vitest"
import { deactivationsMaxOf, isMassOutage } from "./massOutage.ts"
import { outlookOf } from "./outlook.ts"
import { createChainBuilder } from "./testing/chainBuilder.ts"
import type { ChainState, ExitRecord, NodeRecord } from "./types.ts"
import { verdictOn } from "./verdict.ts"

const chain = createChainBuilder({ nodeCount: 12 })
const { preset } = chain.rules
const AT = 100
const base: ChainState = {
  ...chain.state(),
  latestHeader: { ...chain.state().latestHeader, height: height(AT) },
}
const [sample] = base.nodes as [NodeRecord]
const active = (creditBlocks: number): NodeRecord => ({
  ...sample,
  activeSinceHeight: height(AT),
  creditBaseBlocks: creditBlocks,
})
const down = (creditBlocks: number): NodeRecord => ({
  ...sample,
  status: "decommissioned",
  activeSinceHeight: height(AT - 10),
  decommissionedHeight: height(AT - 10),
  creditBaseBlocks: 10 + creditBlocks,
})
/** The first node as given, `others` more of them decommissioned, the rest active. */
const stateWith = (node: NodeRecord, others = 0): ChainState => ({
  ...base,
  nodes: base.nodes.map((each, at) =>
    at === 0 ? node : at <= others ? { ...each, ...standing(down(5)) } : each,
  ),
})
const standing = ({ status, activeSinceHeight, decommissionedHeight }: NodeRecord) => ({
  status,
  activeSinceHeight,
  decommissionedHeight,
})

describe("verdictOn", () => {
  const least = preset.credit.decommissionMinBlocks
  const cases: readonly [string, NodeRecord, "passed" | "failed" | "moved", StateChangeKind | undefined][] = [
    ["takes back a decommissioned node that passes", down(3), "passed", "recommission"],
    ["takes back one whose credit is gone", down(-4), "passed", "recommission"],
    ["takes back one that moved, too", down(3), "moved", "recommission"],
    ["waits while a decommissioned node has credit", down(0), "failed", undefined],
    ["deregisters it when the credit is gone", down(-1), "failed", "deregister"],
    ["leaves a good node alone", active(20), "passed", undefined],
    ["notes a changed address", active(20), "moved", "ipChange"],
    ["sets a failing node aside that has the least credit", active(least), "failed", "decommission"],
    ["deregisters a failing node with less", active(least - 1), "failed", "deregister"],
  ]
  it.each(cases)("%s", (...[, node, found, expected]) => {
    const findings = {
      failedTests: found === "failed" ? reasonBits.uptimeProof : 0,
      hasChangedIp: found === "moved",
    }
    expect(verdictOn(preset, stateWith(node), { node, findings })).toBe(expected)
  })
  it("deregisters nobody in a mass outage, and sets the poor aside", () => {
    const findings = { failedTests: reasonBits.storage, hasChangedIp: false }
    const verdict = (node: NodeRecord, others: number) =>
      verdictOn(preset, stateWith(node, others), { node, findings })
    expect([verdict(down(-1), 2), verdict(active(0), 2)]).toEqual(["deregister", "deregister"])
    expect([verdict(down(-1), 3), verdict(active(0), 3)]).toEqual([undefined, "decommission"])
  })
  it("keeps the last three active nodes", () => {
    const node = active(50)
    const findings = { failedTests: reasonBits.storage, hasChangedIp: false }
    const verdict = (others: number) => verdictOn(preset, stateWith(node, others), { node, findings })
    expect([verdict(8), verdict(9)]).toEqual(["decommission", undefined])
  })
})

describe("isMassOutage", () => {
  const exit = (leftHeight: number, kind: ExitRecord["kind"] = "deregistered") =>
    ({ kind, leftHeight: height(leftHeight) }) as ExitRecord
  const outage = (exits: readonly ExitRecord[], others = 0) =>
    isMassOutage(preset, { ...stateWith(active(0), others), exits }, { height: AT, node: active(0) })
  it("counts those that failed within the last epoch length", () => {
    const recent = AT - preset.epochLengthBlocks + 1
    expect(outage([exit(recent), exit(recent)])).toBe(false)
    expect(outage([exit(recent), exit(recent), exit(recent)])).toBe(true)
    expect(outage([exit(recent), exit(recent), exit(recent - 1)])).toBe(false)
    expect(outage([exit(recent), exit(recent), exit(recent, "exit")])).toBe(false)
    expect(outage([exit(recent)], 2)).toBe(true)
  })
})

describe("deactivationsMaxOf", () => {
  it("is two, and a hundredth of many", () => {
    expect([1, 200, 299, 300, 2_000].map(deactivationsMaxOf)).toEqual([2, 2, 2, 3, 20])
  })
})

describe("outlookOf", () => {
  it("says what would happen to a node that stopped now, and when it would be lost", () => {
    const outlook = (node: NodeRecord) => outlookOf(preset, stateWith(node), node)
    expect(outlook(active(20))).toEqual({
      creditBlocks: 20,
      whenFailing: "decommission",
      deregisterableInBlocks: 21,
    })
    expect(outlook(active(2))).toMatchObject({ whenFailing: "deregister", deregisterableInBlocks: 0 })
    expect(outlook(down(4))).toMatchObject({ whenFailing: undefined, deregisterableInBlocks: 5 })
    expect(outlook(down(-2))).toMatchObject({ whenFailing: "deregister", deregisterableInBlocks: 0 })
  })
})

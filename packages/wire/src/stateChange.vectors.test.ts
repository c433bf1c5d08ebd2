import { bytesToHex } from "@sextant/shared/bytes"
import { height } from "@sextant/shared/units"
import { describe, expect, it } from "vitest"
import type { StateChangeKind } from "./block.ts"
import type { NodeId } from "./l2Event.ts"
import { type SigningDomain, stateChangeMessage } from "./messages.ts"
import { reasonBits, reasonNames } from "./reasons.ts"

const domain: SigningDomain = {
  chainId: 42_161,
  registry: `0x${"11".repeat(20)}`,
  networkId: Uint8Array.from({ length: 32 }, (_, index) => index),
}
const verdict = { nodeId: "ab".repeat(32) as NodeId, quorumHeight: height(70), testedIndex: 1 }

describe("stateChangeMessage (vector 16)", () => {
  /** The published height and position with our message, as an ABI encoder made by others gives it. */
  const digests: readonly [StateChangeKind, number, string][] = [
    ["decommission", 1, "76c6a0421e5cace67fd2ac9d072b02dcecb32c185b79331303d3079a283269ab"],
    ["deregister", 1, "b26ae007ff6556849e684e481913f335499deb4ce2b2b3b8f8abee4d96365c3e"],
    ["recommission", 0, "0264917b9c0be9028b02207d69f7cbb34be95c134809377c6988814f8a324dff"],
    ["ipChange", reasonBits.ipChange, "aee11ae76a3cb30a1cb59d99ac8865cd70a2dd16bb1852de8b0fbca6310c1e14"],
  ]
  it.each(digests)("is what judges sign for %s", (kind, reasons, digest) => {
    expect(bytesToHex(stateChangeMessage(domain, { ...verdict, kind, reasons }))).toBe(digest)
  })
  it("covers the reasons, and everything else it is given", () => {
    const said = { ...verdict, kind: "decommission", reasons: 1 } as const
    const others = [
      stateChangeMessage(domain, { ...said, reasons: 2 }),
      stateChangeMessage(domain, { ...said, testedIndex: 2 }),
      stateChangeMessage(domain, { ...said, quorumHeight: height(71) }),
      stateChangeMessage(domain, { ...said, nodeId: "ac".repeat(32) as NodeId }),
      stateChangeMessage({ ...domain, networkId: new Uint8Array(32) }, said),
      stateChangeMessage(domain, said),
    ]
    expect(new Set(others.map(bytesToHex)).size).toBe(others.length)
  })
})

describe("reasonNames", () => {
  it("names every bit once", () => {
    const all = Object.values(reasonBits).reduce((mask, bit) => mask + bit, 0)
    expect(all).toBe(0x3ff)
    expect(reasonNames(all)).toEqual(Object.keys(reasonBits))
    expect(reasonNames(0)).toEqual([])
    expect(reasonNames(reasonBits.l2 | reasonBits.uptimeProof)).toEqual(["uptimeProof", "l2"])
  })
})

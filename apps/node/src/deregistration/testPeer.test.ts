import { loadPreset } from "@sextant/shared/params"
import { height as toHeight } from "@sextant/shared/units"
import { createChainBuilder } from "@sextant/state-transition/testing/chainBuilder"
import type { ChainState, NodeRecord } from "@sextant/state-transition/types"
import { reasonBits } from "@sextant/wire/reasons"
import { describe, expect, it } from "vitest"
import { emptyHistory, withClockReply, withProbe, withProof } from "./peerHistory.ts"
import { findingsOf, type PeerTestsInput, testPeer } from "./testPeer.ts"

const preset = loadPreset("devnet")
const chain = createChainBuilder({ nodeCount: 7 })
for (let at = 0; at < 12; at++) chain.extend(at > 2 ? { absent: [1] } : {})
const state: ChainState = chain.state()
const nodeAt = (at: number) => state.nodes[at] as NodeRecord
const nowS = Math.floor(state.latestHeader.timestampMs / 1000) + 1
const proof = (atS: number, last = 1) => ({
  ip: new Uint8Array([10, 0, 0, last]),
  atS,
  validityS: preset.uptimeProofValidityS,
})
const lively = withProof(emptyHistory, proof(nowS - 3))

function input(change: Partial<PeerTestsInput> = {}): PeerTestsInput {
  return {
    preset,
    state,
    node: nodeAt(0),
    history: lively,
    nowS,
    isDeaf: false,
    isHasty: false,
    proofL2Height: 500,
    l2HeightMin: 400,
    ...change,
  }
}
const outcome = (name: string, change: Partial<PeerTestsInput> = {}) =>
  testPeer(input(change)).find((test) => test.name === name)?.state
const failed = (change: Partial<PeerTestsInput> = {}) => findingsOf(input(change)).failedTests

describe("testPeer", () => {
  it("finds nothing wrong with a node that does its work, and says what is not tested", () => {
    expect(failed()).toBe(0)
    for (const name of ["storage", "storageContent", "clock", "onion", "snapshotSigning"])
      expect([name, outcome(name)]).toEqual([name, "untested"])
  })

  it("fails a node whose proof is older than its validity, unless this node is deaf itself", () => {
    const silent = { history: withProof(emptyHistory, proof(nowS - preset.uptimeProofValidityS - 1)) }
    expect(failed(silent)).toBe(reasonBits.uptimeProof)
    expect(outcome("uptimeProof", { ...silent, isDeaf: true })).toBe("unknown")
    expect(outcome("uptimeProof", { history: withProof(emptyHistory, proof(nowS - 12)) })).toBe("pass")
  })

  it("gives a node that has just become active the validity of a proof before it must have been heard", () => {
    const young = { ...nodeAt(0), activeSinceHeight: toHeight(state.latestHeader.height - 1) }
    expect(outcome("uptimeProof", { node: young, history: emptyHistory })).toBe("pass")
    const down = { ...young, status: "decommissioned" as const }
    expect(outcome("uptimeProof", { node: down, history: emptyHistory })).toBe("fail")
  })

  it("reads votes from the chain, but not while blocks hurry after a halt", () => {
    expect(failed({ node: nodeAt(1) })).toBe(reasonBits.consensusVotes)
    expect(outcome("consensusVotes", { node: nodeAt(1), isHasty: true })).toBe("unknown")
  })

  it("fails reachability after the difference of validity and interval, while the newest failure is fresh", () => {
    const failing = (sinceS: number, untilS: number) => ({
      history: [sinceS, untilS].reduce(
        (history, atS) => withProbe(history, { kind: "storage", isOk: false, atS }),
        lively,
      ),
    })
    expect(failed(failing(nowS - 8, nowS))).toBe(reasonBits.storage)
    expect(failed(failing(nowS - 7, nowS))).toBe(0)
    expect(outcome("storage", failing(nowS - 900, nowS - 301))).toBe("unknown")
    expect(outcome("storage", { ...failing(nowS - 8, nowS), isDeaf: true })).toBe("unknown")
    const back = withProbe(failing(nowS - 8, nowS).history, { kind: "storage", isOk: true, atS: nowS })
    expect(outcome("storage", { history: back })).toBe("pass")
  })

  it("fails a clock and an L2 view that are off", () => {
    const off = Array.from({ length: 5 }).reduce<typeof lively>(
      (history) => withClockReply(history, { isOff: true, atS: nowS }),
      lively,
    )
    expect(failed({ history: off })).toBe(reasonBits.clock)
    expect(failed({ proofL2Height: 399 })).toBe(reasonBits.l2)
    expect(outcome("l2", { proofL2Height: 0, l2HeightMin: undefined })).toBe("pass")
    expect(outcome("l2", { proofL2Height: undefined })).toBe("unknown")
  })

  it("sees two addresses within a day, once", () => {
    const moved = withProof(lively, proof(nowS, 2))
    expect(findingsOf(input({ history: moved })).hasChangedIp).toBe(true)
    const recorded = { ...nodeAt(0), ipChangedHeight: state.latestHeader.height }
    expect(findingsOf(input({ history: moved, node: recorded })).hasChangedIp).toBe(false)
    const long = withProof(withProof(emptyHistory, proof(nowS - 86_401)), proof(nowS, 2))
    expect(findingsOf(input({ history: long })).hasChangedIp).toBe(false)
  })
})

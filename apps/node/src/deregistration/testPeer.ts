import { bytesEqual } from "@sextant/shared/bytes"
import type { Preset } from "@sextant/shared/params"
import { chainTests } from "@sextant/state-transition/chainTests"
import { indexOfNode } from "@sextant/state-transition/nodeList"
import { chancesOf } from "@sextant/state-transition/ring"
import type { ChainState, NodeRecord } from "@sextant/state-transition/types"
import type { Findings } from "@sextant/state-transition/verdict"
import { type ReasonName, reasonBits } from "@sextant/wire/reasons"
import { isClockOff, type PeerHistory, type ProbeHistory, type ProbeKind } from "./peerHistory.ts"

export type TestName = Exclude<ReasonName, "ipChange">
/** `unknown`: cannot tell now. `untested`: nothing tests it here, or there was no chance yet. */
export type TestState = "pass" | "fail" | "unknown" | "untested"
export type TestResult = {
  readonly name: TestName
  readonly state: TestState
  /** Unix seconds since when, as far as it is known. */
  readonly sinceS?: number
}

export type PeerTestsInput = {
  readonly preset: Preset
  /** The newest final one. */
  readonly state: ChainState
  readonly node: NodeRecord
  readonly history: PeerHistory
  readonly nowS: number
  /** This node hears too little of the network to say that another one is silent. */
  readonly isDeaf: boolean
  /** Blocks have come late lately: then they were certified by whoever was quickest, and nobody else had time to vote. */
  readonly isHasty: boolean
  /** L2 height in the node's newest proof. */
  readonly proofL2Height: number | undefined
  /** What the chain's blocks named an hour before that proof; undefined when that was before genesis. */
  readonly l2HeightMin: number | undefined
}

/** A failure older than this says nothing about now. */
const FAILURE_AGE_MAX_S = 300
const DAY_S = 86_400

/** All tests of one node by what this node has seen. docs/protocol/nodeLife.md §6. */
export function testPeer(input: PeerTestsInput): readonly TestResult[] {
  const { history, proofL2Height, l2HeightMin } = input
  return [
    uptime(input),
    ...ofChain(input),
    probe(input, "storage"),
    probe(input, "storageContent"),
    clock(history),
    probe(input, "onion"),
    proofL2Height === undefined
      ? { name: "l2", state: "unknown" }
      : { name: "l2", state: l2HeightMin !== undefined && proofL2Height < l2HeightMin ? "fail" : "pass" },
  ]
}

/** What a verdict rests on. */
export function findingsOf(input: PeerTestsInput, results = testPeer(input)): Findings {
  let failedTests = 0
  for (const { name, state } of results) if (state === "fail") failedTests |= reasonBits[name]
  return { failedTests, hasChangedIp: hasChangedIp(input) }
}

/** When the newest proof came, or when the node became active if that was later: until then it had no reason to send one. */
export function heardFromAtS(input: Pick<PeerTestsInput, "preset" | "state" | "node" | "history">): number {
  const { node, history } = input
  const standingS = node.status === "active" ? timeAtS(input, node.activeSinceHeight) : 0
  return Math.max(history.heardAtS, standingS)
}

/** When a block was made, at the latest: blocks may come more slowly than planned but not faster. Unix seconds. */
function timeAtS({ preset, state }: Pick<PeerTestsInput, "preset" | "state">, height: number): number {
  const { timestampMs, height: newest } = state.latestHeader
  return Math.floor((timestampMs - (newest - height) * preset.blockIntervalMs) / 1000)
}

function uptime(input: PeerTestsInput): TestResult {
  const { preset, history, nowS, isDeaf } = input
  const name = "uptimeProof"
  const silentFromS = heardFromAtS(input) + preset.uptimeProofValidityS
  if (nowS <= silentFromS) {
    return { name, state: "pass", ...(history.heardSinceS > 0 && { sinceS: history.heardSinceS }) }
  }
  return isDeaf ? { name, state: "unknown" } : { name, state: "fail", sinceS: silentFromS }
}

function ofChain({ state, node, isHasty }: PeerTestsInput): TestResult[] {
  const failed = chainTests(state, node.nodeId)
  const place = indexOfNode(state.nodes, node.nodeId)
  const { votes, proposals, snapshots } = state.participation
  const result = (name: TestName, rings: Uint16Array): TestResult => {
    if (place < 0 || node.status !== "active" || chancesOf(rings[place] as number) === 0)
      return { name, state: "untested" }
    if ((failed & reasonBits[name]) === 0) return { name, state: "pass" }
    return { name, state: name === "consensusVotes" && isHasty ? "unknown" : "fail" }
  }
  return [
    result("consensusVotes", votes),
    result("proposals", proposals),
    result("snapshotSigning", snapshots),
  ]
}

function clock(history: PeerHistory): TestResult {
  const name = "clock"
  if (chancesOf(history.clockRing) === 0) return { name, state: "untested" }
  return { name, state: isClockOff(history) ? "fail" : "pass", sinceS: history.clockSinceS }
}

function probe(input: PeerTestsInput, name: ProbeKind): TestResult {
  const { preset, nowS, isDeaf, history } = input
  const { okAtS, okSinceS, failingSinceS, failedAtS } = history.probes[name]
  if (okAtS === 0 && failedAtS === 0) return { name, state: "untested" }
  if (failingSinceS === 0) return { name, state: "pass", sinceS: okSinceS }
  const isLong = isFailingLong(preset, history.probes[name])
  if (nowS - failedAtS >= FAILURE_AGE_MAX_S) return { name, state: "unknown", sinceS: failedAtS }
  if (!isLong) return okAtS === 0 ? { name, state: "unknown" } : { name, state: "pass", sinceS: okSinceS }
  return isDeaf ? { name, state: "unknown" } : { name, state: "fail", sinceS: failingSinceS }
}

/** Unreachable for so long that it is no hiccup. */
export function isFailingLong(preset: Preset, { failingSinceS, failedAtS }: ProbeHistory): boolean {
  const leastS = preset.uptimeProofValidityS - preset.uptimeProofIntervalS
  return failingSinceS !== 0 && failedAtS - failingSinceS >= leastS
}

/** Two addresses within a day, both seen since the last change that the chain has recorded. */
function hasChangedIp(input: PeerTestsInput): boolean {
  const { preset, node, history, nowS } = input
  const [newest, other] = history.addresses
  if (newest === undefined || other === undefined || bytesEqual(newest.ip, other.ip)) return false
  // Proofs that were signed before the change was recorded are still about until they expire.
  const recordedS =
    node.ipChangedHeight === 0 ? 0 : timeAtS(input, node.ipChangedHeight) + preset.uptimeProofValidityS
  return Math.min(newest.seenAtS, other.seenAtS) >= Math.max(nowS - DAY_S, recordedS)
}

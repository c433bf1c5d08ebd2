import { ed25519Sign } from "@sextant/crypto/ed25519"
import { indexOfNode } from "@sextant/state-transition/nodeList"
import type { ChainState, NodeRecord, ObligationQuorum, Rules } from "@sextant/state-transition/types"
import { verdictOn } from "@sextant/state-transition/verdict"
import type { StateChangeKind } from "@sextant/wire/block"
import type { NodeId } from "@sextant/wire/l2Event"
import { stateChangeMessage } from "@sextant/wire/messages"
import type { ObligationVote } from "@sextant/wire/obligationVote"
import { reasonBits, reasonNames } from "@sextant/wire/reasons"
import type { UptimeProof } from "@sextant/wire/uptimeProof"
import type { Clock, Logger, Metrics } from "../ports.ts"
import type { PeerHistories } from "./createPeerHistories.ts"
import {
  findingsOf,
  heardFromAtS,
  isFailingLong,
  type PeerTestsInput,
  type TestResult,
  testPeer,
} from "./testPeer.ts"

export type JudgeDeps = {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly rules: Rules
  readonly nodeId: NodeId
  /** 64 bytes. */
  readonly ed25519SecretKey: Uint8Array
  /** Newest final state. */
  readonly state: () => ChainState
  readonly isSyncing: () => boolean
  readonly histories: PeerHistories
  readonly proofOf: (nodeId: NodeId) => UptimeProof | undefined
  /** The L2 height that a final block names; undefined when this node does not have the block. */
  readonly l2HeightOf: (height: number) => number | undefined
  readonly cast: (votes: readonly ObligationVote[], judges: readonly NodeId[]) => void
}

export type Judge = {
  /** To be called when the head has moved. */
  readonly onFinal: () => void
  /** What the tests of a node say here and now. */
  readonly testsOf: (node: NodeRecord) => readonly TestResult[]
}

const HOUR_S = 3_600

type Room = JudgeDeps & {
  /**
   * Quorums up to this height have been judged in this run. A restarted judge judges those that live once more: its first
   * word on a node counts, wherever it is held.
   */
  judgedHeight: number
  /** The newest block that became final here more than an interval after its time; the first one that this run saw. */
  lateHeight: number | undefined
  /** Until when this node listens only, because it could not hear the network lately. Unix seconds. */
  listensUntilS: number
}

/** Judges the nodes that blocks name, when this node is among the judges. docs/protocol/nodeLife.md §8. */
export function createJudge(deps: JudgeDeps): Judge {
  const room: Room = { ...deps, judgedHeight: -1, lateHeight: undefined, listensUntilS: 0 }
  return {
    onFinal: () => judgeDue(room),
    testsOf: (node) => testPeer(inputOf(room, { state: deps.state(), node, isDeaf: isDeaf(room) })),
  }
}

function judgeDue(room: Room): void {
  const { rules, state: newest, isSyncing, nodeId } = room
  const { obligationLagBlocks, obligationVoteLifeBlocks, blockIntervalMs, uptimeProofValidityS } =
    rules.preset
  const state = newest()
  const { height, timestampMs } = state.latestHeader
  const nowMs = room.clock.nowMs()
  if (room.lateHeight === undefined || nowMs - timestampMs > blockIntervalMs) room.lateHeight = height
  if (hearsTooLittle(room, state)) room.listensUntilS = nowMs / 1000 + uptimeProofValidityS
  // Old blocks say nothing about now: what they leave to judge is judged when this node has caught up.
  if (isSyncing() || nowMs - timestampMs > (obligationVoteLifeBlocks * blockIntervalMs) / 2) return
  const dueHeight = height - obligationLagBlocks
  const due = state.quorums.filter(
    (quorum) => quorum.height > room.judgedHeight && quorum.height <= dueHeight,
  )
  for (const quorum of due) if (quorum.judges.includes(nodeId)) judge(room, state, quorum)
  if (due.length > 0) room.judgedHeight = dueHeight
}

function judge(room: Room, state: ChainState, quorum: ObligationQuorum): void {
  room.metrics.count("quorums_judged_total")
  const judgeIndex = quorum.judges.indexOf(room.nodeId)
  const votes = quorum.tested.flatMap((nodeId, testedIndex) => {
    const place = indexOfNode(state.nodes, nodeId)
    const node = state.nodes[place]
    const verdict = node && verdictFor(room, state, { node, quorum })
    if (verdict === undefined) return []
    const said = { ...verdict, nodeId, quorumHeight: quorum.height, testedIndex }
    const signature = ed25519Sign(room.ed25519SecretKey, stateChangeMessage(room.rules.domain, said))
    return [{ ...said, judgeIndex, signature }]
  })
  for (const { kind, nodeId, reasons } of votes)
    room.logger.info(
      { nodeId, kind, reasons: reasonNames(reasons), quorumHeight: quorum.height },
      "judged a node",
    )
  if (votes.length > 0) room.cast(votes, quorum.judges)
}

type Said = { readonly kind: StateChangeKind; readonly reasons: number }

function verdictFor(
  room: Room,
  state: ChainState,
  { node, quorum }: { readonly node: NodeRecord; readonly quorum: ObligationQuorum },
): Said | undefined {
  // The rules refuse a verdict on a standing that has changed since.
  const standingSince = node.decommissionedHeight ?? node.activeSinceHeight
  if (quorum.height <= Math.max(standingSince, node.registeredHeight)) return undefined
  const input = inputOf(room, { state, node, isDeaf: isDeaf(room) })
  const results = testPeer(input)
  const findings = findingsOf(input, results)
  const kind = verdictOn(room.rules.preset, state, { node, findings })
  // Taking a node back needs to have been heard by us; what we cannot tell is no reason for it.
  const isUnsure = results.some((result) => result.name === "uptimeProof" && result.state === "unknown")
  if (kind === undefined || (kind === "recommission" && isUnsure)) return undefined
  if (kind === "ipChange" && quorum.height <= node.ipChangedHeight) return undefined
  if (kind === "ipChange") return { kind, reasons: reasonBits.ipChange }
  return { kind, reasons: kind === "recommission" ? 0 : findings.failedTests }
}

function inputOf(
  room: Room,
  about: { readonly state: ChainState; readonly node: NodeRecord; readonly isDeaf: boolean },
): PeerTestsInput {
  const { preset } = room.rules
  const { nodeId } = about.node
  const proof = room.proofOf(nodeId)
  const nowS = Math.floor(room.clock.nowMs() / 1000)
  return {
    preset,
    ...about,
    history: room.histories.of(nodeId),
    nowS,
    isHasty: isHasty(room, about.state),
    proofL2Height: proof?.l2Height,
    l2HeightMin: proof && l2HeightMinOf(room, about.state, Math.max(0, nowS - proof.timeS)),
  }
}

/** What the chain named an hour before a proof of this age. */
function l2HeightMinOf(room: Room, state: ChainState, ageS: number): number | undefined {
  const blocks = Math.ceil(((HOUR_S + ageS) * 1000) / room.rules.preset.blockIntervalMs)
  const height = state.latestHeader.height - blocks
  return height < 0 ? undefined : room.l2HeightOf(height)
}

function isDeaf(room: Room): boolean {
  return room.clock.nowMs() / 1000 < room.listensUntilS
}

/** What a ring of chances holds. */
const CHANCES = 8

/**
 * After a halt blocks follow each other at once until they have caught up with time, and whoever is slow to return misses
 * them. Everybody has as long as a proof lives to be back; only then do eight chances count.
 */
function isHasty({ lateHeight, rules }: Room, { latestHeader }: ChainState): boolean {
  const { uptimeProofValidityS, blockIntervalMs } = rules.preset
  const graceBlocks = CHANCES + Math.ceil((uptimeProofValidityS * 1000) / blockIntervalMs)
  return lateHeight === undefined || latestHeader.height < lateHeight + graceBlocks
}

/**
 * A chain that makes blocks has two thirds of its nodes alive. Whoever cannot hear more than a third of them was cut
 * off or has just started, and must listen before it speaks.
 */
function hearsTooLittle(room: Room, state: ChainState): boolean {
  const { preset } = room.rules
  const nowS = room.clock.nowMs() / 1000
  let active = 0
  let silent = 0
  for (const node of state.nodes) {
    if (node.status !== "active") continue
    active++
    const history = room.histories.of(node.nodeId)
    const isSilent =
      nowS > heardFromAtS({ preset, state, node, history }) + preset.uptimeProofValidityS ||
      isFailingLong(preset, history.probes.storage)
    if (isSilent && node.nodeId !== room.nodeId) silent++
  }
  return 3 * silent > active
}

import type { Preset } from "@sextant/shared/params"
import { indexOfNode } from "@sextant/state-transition/nodeList"
import { judgeCountOf, testedCountOf } from "@sextant/state-transition/obligationQuorum"
import { outlookOf } from "@sextant/state-transition/outlook"
import { chancesOf, missedOf } from "@sextant/state-transition/ring"
import type { ChainState, NodeRecord } from "@sextant/state-transition/types"
import { activeOf } from "@sextant/state-transition/validators"
import type { NodeId } from "@sextant/wire/l2Event"
import type { ObligationVote } from "@sextant/wire/obligationVote"
import { reasonNames } from "@sextant/wire/reasons"
import type { NodeJson } from "@sextant/wire/rpc/nodeApi"
import type { ObligationsJson, ObligationTestJson, VerdictJson } from "@sextant/wire/rpc/obligationsApi"
import { outlookSentence } from "./outlookSentence.ts"

export type TestSource = Pick<ObligationTestJson, "name" | "state"> & { readonly sinceS?: number }
export type VerdictSource = Pick<VerdictJson, "kind" | "height" | "timestampMs" | "quorumHeight"> & {
  readonly votes: readonly { readonly judge: NodeId; readonly reasons: number }[]
}

export type ObligationsDeps = {
  readonly preset: Preset
  /** Newest final state. */
  readonly state: ChainState
  readonly ownNodeId: NodeId
  readonly testsOf: (node: NodeRecord) => readonly TestSource[]
  readonly votesOn: (nodeId: NodeId) => readonly ObligationVote[]
  readonly verdictsOn: (nodeId: NodeId) => readonly VerdictSource[]
}

/** Why a node stands where it stands, and what comes next, as this node sees it. */
export function obligationsJson(deps: ObligationsDeps, about: NodeJson): ObligationsJson {
  const { state, ownNodeId } = deps
  const nodeId = about.nodeId as NodeId
  const { height, timestampMs } = state.latestHeader
  const found = state.nodes[indexOfNode(state.nodes, nodeId)]
  const node = found?.registryId === about.registryId ? found : undefined
  const verdicts = deps.verdictsOn(nodeId).map(verdictJson)
  const common = {
    nodeId,
    registryId: about.registryId,
    state: about.state,
    height,
    timestampMs,
    isOwn: nodeId === ownNodeId,
    verdicts,
  }
  if (node === undefined) {
    const outlook = {
      whenFailing: "nothing" as const,
      sentence: "It has left: judges do not look at it any more.",
    }
    return { ...common, tests: [], votes: [], quorums: [], outlook }
  }
  return {
    ...common,
    tests: deps.testsOf(node).map((test) => testJson(state, node, test)),
    votes: deps.votesOn(nodeId).flatMap((vote) => voteJson(state, vote)),
    quorums: quorumsOf(deps, nodeId),
    ...nextTestOf(deps, node),
    ...prospects(deps.preset, state, node),
  }
}

function testJson(state: ChainState, node: NodeRecord, test: TestSource): ObligationTestJson {
  const { name, state: outcome, sinceS } = test
  const { votes, proposals, snapshots } = state.participation
  const rings: Partial<Record<TestSource["name"], Uint16Array>> = {
    consensusVotes: votes,
    proposals,
    snapshotSigning: snapshots,
  }
  const ring = rings[name]?.[indexOfNode(state.nodes, node.nodeId)]
  return {
    name,
    state: outcome,
    ...(sinceS !== undefined && { sinceMs: sinceS * 1000 }),
    ...(ring !== undefined && { chances: chancesOf(ring), missed: missedOf(ring) }),
  }
}

function voteJson({ quorums }: ChainState, vote: ObligationVote): ObligationsJson["votes"] {
  const { kind, quorumHeight, judgeIndex, reasons } = vote
  const judge = quorums.find(({ height }) => height === quorumHeight)?.judges[judgeIndex]
  return judge === undefined ? [] : [{ kind, quorumHeight, judge, reasons: reasonNames(reasons) }]
}

function verdictJson({ kind, height, timestampMs, quorumHeight, votes }: VerdictSource): VerdictJson {
  const [first] = votes
  const all = votes.reduce((mask, vote) => mask & vote.reasons, first?.reasons ?? 0)
  const any = votes.reduce((mask, vote) => mask | vote.reasons, 0)
  return {
    kind,
    height,
    timestampMs,
    quorumHeight,
    reasonsAll: reasonNames(all),
    reasonsAny: reasonNames(any),
    votes: votes.map(({ judge, reasons }) => ({ judge, reasons: reasonNames(reasons) })),
  }
}

function quorumsOf({ preset, state }: ObligationsDeps, nodeId: NodeId): ObligationsJson["quorums"] {
  return state.quorums
    .filter(({ tested }) => tested.includes(nodeId))
    .map(({ height, judges }) => ({
      quorumHeight: height,
      votesFromHeight: height + preset.obligationLagBlocks,
      judges: [...judges],
    }))
}

/** The draw of blocks to come is not known, its chances are: who does not judge is tested, 50 or 1 % of them at a time. */
function nextTestOf(deps: ObligationsDeps, node: NodeRecord): Pick<ObligationsJson, "nextTest"> {
  const { preset, state } = deps
  const activeCount = activeOf(state.nodes).length
  const judgeCount = judgeCountOf(activeCount)
  const remaining = state.nodes.length - judgeCount
  const isDrawn = testedCountOf(remaining) / Math.max(1, remaining)
  const chance = node.status === "active" ? (1 - judgeCount / activeCount) * isDrawn : isDrawn
  if (chance <= 0) return {}
  const averageEveryBlocks = Math.round(10 / chance) / 10
  const next = quorumsOf(deps, node.nodeId).find(
    ({ votesFromHeight }) => votesFromHeight > state.latestHeader.height,
  )
  return {
    nextTest: {
      ...(next !== undefined && { height: next.votesFromHeight }),
      averageEveryBlocks,
      averageEveryMs: Math.round(averageEveryBlocks * preset.blockIntervalMs),
    },
  }
}

function prospects(preset: Preset, state: ChainState, node: NodeRecord) {
  const outlook = outlookOf(preset, state, node)
  const { creditBlocks, whenFailing, deregisterableInBlocks } = outlook
  return {
    credit: {
      blocks: creditBlocks,
      ms: creditBlocks * preset.blockIntervalMs,
      capBlocks: preset.credit.capBlocks,
      leastToBeSetAsideBlocks: preset.credit.decommissionMinBlocks,
    },
    outlook: {
      whenFailing: whenFailing ?? ("nothing" as const),
      deregisterableInBlocks,
      deregisterableInMs: deregisterableInBlocks * preset.blockIntervalMs,
      sentence: outlookSentence(preset, node, outlook),
    },
  }
}

import type { StateChange, StateChangeKind } from "@sextant/wire/block"
import type { NodeId } from "@sextant/wire/l2Event"
import { creditBlocksOf } from "../credits.ts"
import { StateTransitionError, type StateTransitionErrorCode } from "../errors.ts"
import { deactivationsMaxOf } from "../massOutage.ts"
import { indexOfNode } from "../nodeList.ts"
import { votesNeededOf } from "../obligationQuorum.ts"
import { checkJudge, checkReasons, quorumForVerdict } from "../obligationVotes.ts"
import type { ChainState, NodeRecord, ObligationQuorum } from "../types.ts"
import { activeOf } from "../validators.ts"
import { punishmentOf } from "../verdict.ts"
import type { OperationContext } from "./operationContext.ts"

/** What the state changes of one block must know of each other. */
export type JudgingContext = OperationContext & {
  /** Nodes that a change of this block was applied to. */
  readonly judged: Set<NodeId>
  /** Those of them that were set aside or deregistered. */
  readonly deactivated: Set<NodeId>
  /** Active nodes before the block's first state change. */
  readonly activeCount: number
}

export function openJudging(context: OperationContext, state: ChainState): JudgingContext {
  const activeCount = activeOf(state.nodes).length
  return { ...context, judged: new Set(), deactivated: new Set(), activeCount }
}

/**
 * Checks that a verdict may be applied to this state, signatures last.
 *
 * @returns The node it is about.
 * @throws StateTransitionError `stateChange/*`.
 */
export function checkStateChange(
  context: JudgingContext,
  state: ChainState,
  change: StateChange,
): NodeRecord {
  const quorum = quorumForVerdict(context.rules.preset, state, { verdict: change, height: context.height })
  const node = nodeOf(context, state, change)
  checkFreshness(node, change)
  checkStatus(node, change)
  if (change.kind === "decommission" || change.kind === "deregister") {
    checkPunishment(context, state, { change, node })
  }
  checkVotes(context, quorum, change)
  return node
}

function nodeOf(context: JudgingContext, state: ChainState, { nodeId }: StateChange): NodeRecord {
  if (context.judged.has(nodeId)) throw new StateTransitionError("stateChange/twice", { meta: { nodeId } })
  const node = state.nodes[indexOfNode(state.nodes, nodeId)]
  if (node === undefined) throw new StateTransitionError("stateChange/node-gone", { meta: { nodeId } })
  return node
}

/** Judges whose quorum is older than the node's present standing have judged another standing. */
function checkFreshness(node: NodeRecord, { kind, nodeId, quorumHeight }: StateChange): void {
  const standingSince = node.decommissionedHeight ?? node.activeSinceHeight
  const since = kind === "ipChange" ? Math.max(standingSince, node.ipChangedHeight) : standingSince
  if (quorumHeight <= Math.max(since, node.registeredHeight)) {
    throw new StateTransitionError("stateChange/stale", { meta: { nodeId, quorumHeight, since } })
  }
}

function checkStatus({ status, nodeId }: NodeRecord, { kind }: StateChange): void {
  const isRight = kind === "deregister" || (kind === "recommission") === (status === "decommissioned")
  if (!isRight) throw new StateTransitionError("stateChange/wrong-status", { meta: { nodeId, kind, status } })
}

/** What keeps judges, even all of them, from punishing more than the rules allow. */
function checkPunishment(
  context: JudgingContext,
  state: ChainState,
  { change, node }: { readonly change: StateChange; readonly node: NodeRecord },
): void {
  const { preset } = context.rules
  const { kind, nodeId } = change
  const at = { node, height: context.height }
  const allowed = punishmentOf(preset, state, at)
  if (allowed !== kind) {
    const creditBlocks = creditBlocksOf(preset, node, context.height)
    const creditMin = node.status === "active" ? preset.credit.decommissionMinBlocks : 0
    const code = refusalOf({
      kind,
      creditLeft: creditBlocks - creditMin,
      isKept: allowed === undefined,
      node,
    })
    throw new StateTransitionError(code, { meta: { nodeId, creditBlocks, creditMin } })
  }
  const most = deactivationsMaxOf(context.activeCount)
  if (context.deactivated.size >= most)
    throw new StateTransitionError("stateChange/too-many", { meta: { most } })
}

function refusalOf(input: {
  readonly kind: StateChangeKind
  readonly creditLeft: number
  /** No punishment is allowed at all. */
  readonly isKept: boolean
  readonly node: NodeRecord
}): StateTransitionErrorCode {
  if (input.isKept && input.node.status === "active") return "stateChange/too-few-left"
  if (input.kind === "decommission") return "stateChange/no-credit"
  return input.creditLeft >= 0 ? "stateChange/credit-left" : "stateChange/mass-outage"
}

function checkVotes(context: JudgingContext, quorum: ObligationQuorum, change: StateChange): void {
  const { votes, kind } = change
  const needed = votesNeededOf(quorum)
  if (votes.length < needed) {
    throw new StateTransitionError("stateChange/too-few-votes", { meta: { needed, actual: votes.length } })
  }
  let before = -1
  for (const vote of votes) {
    if (vote.judgeIndex <= before) throw new StateTransitionError("stateChange/judges-out-of-order")
    before = vote.judgeIndex
    checkReasons(kind, vote)
  }
  const deps = { domain: context.rules.domain, quorum }
  for (const vote of votes) checkJudge(deps, { verdict: change, vote })
}

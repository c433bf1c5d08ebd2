import { amountAtomic, height, SESH_ATOMIC, unixMs } from "@sextant/shared/units"
import { fixValidatorSet } from "@sextant/state-transition/epoch"
import { emptyParticipation } from "@sextant/state-transition/nodeList"
import { assignSwarms } from "@sextant/state-transition/swarms/assignSwarms"
import { createChainBuilder } from "@sextant/state-transition/testing/chainBuilder"
import { type TestOperator, testAddress, testOperator } from "@sextant/state-transition/testing/testOperator"
import {
  type ChainState,
  type NodeRecord,
  type Rules,
  UNASSIGNED_SWARM_ID,
} from "@sextant/state-transition/types"
import type { NodeId } from "@sextant/wire/l2Event"

/** A network in the middle of its life. */
export type LargeNetwork = {
  readonly rules: Rules
  readonly state: ChainState
  /** Keys of a node of the state; the same in every run. */
  readonly operatorOf: (nodeId: NodeId) => TestOperator
}

/** Every so many nodes one is shared by this many contributors; the others belong to their operator alone. */
const SHARED = 4
const SESH_PER_DAY = 16_500n

/**
 * A state with `nodeCount` nodes, all active and paid, each with keys of its own, ten blocks before the end of an epoch.
 *
 * @param leavingAfter - So many blocks after this state's, one of the nodes has its last block.
 */
export function createLargeNetwork(nodeCount: number, leavingAfter: number): LargeNetwork {
  const { rules, state: genesis } = createChainBuilder({ presetName: "mainnet" })
  const base = genesis()
  const { epochLengthBlocks, blockIntervalMs } = rules.preset
  const newest = height(4 * epochLengthBlocks - 11)
  const registryIds = new Map<NodeId, number>()
  const nodes = Array.from({ length: nodeCount }, (_, at) => {
    const operator = testOperator(at + 1, at % SHARED === 0 ? { contributors: sharedBy(at + 1) } : {})
    registryIds.set(operator.nodeId, at + 1)
    return nodeOf(rules, operator)
  }).sort((left, right) => (left.nodeId < right.nodeId ? -1 : 1))
  const last = nodes.length - 1
  const leaving = nodes[last] as NodeRecord
  nodes[last] = { ...leaving, exitRequestedHeight: height(1), exitHeight: height(newest + leavingAfter) }
  const withoutSwarms: ChainState = {
    ...base,
    latestHeader: {
      ...base.latestHeader,
      height: newest,
      view: newest % epochLengthBlocks,
      timestampMs: unixMs(base.latestHeader.timestampMs + newest * blockIntervalMs),
    },
    rewards: { ...base.rewards, atomicPerDay: amountAtomic(SESH_PER_DAY * SESH_ATOMIC) },
    nodes,
    participation: emptyParticipation(nodeCount),
  }
  const state = assignSwarms(withoutSwarms)
  const setOf = (epoch: number) => fixValidatorSet(state.nodes, { epoch, seed: base.randaoMix })
  return {
    rules,
    state: {
      ...state,
      previousValidators: setOf(2),
      currentValidators: setOf(3),
      nextValidators: setOf(4),
    },
    operatorOf: (nodeId) => testOperator(registryIds.get(nodeId) ?? Number.NaN),
  }
}

function sharedBy(registryId: number) {
  return Array.from({ length: SHARED }, (_, at) => {
    const account = testAddress(at === 0 ? `operator ${registryId}` : `contributor ${at} of ${registryId}`)
    return {
      staker: account,
      beneficiary: account,
      amountAtomic: amountAtomic((25_000n * SESH_ATOMIC) / BigInt(SHARED)),
    }
  })
}

function nodeOf({ preset }: Rules, operator: TestOperator): NodeRecord {
  const { nodeId, registryId, blsPublicKey, feeBps, contributors } = operator
  return {
    nodeId,
    registryId,
    operator: operator.operator,
    blsPublicKey,
    feeBps,
    contributors,
    registeredHeight: height(0),
    status: "active",
    activeSinceHeight: height(0),
    decommissionedHeight: undefined,
    decommissionCount: 0,
    reasonsAll: 0,
    reasonsAny: 0,
    creditBaseBlocks: preset.credit.initialBlocks,
    ipChangedHeight: height(0),
    exitRequestedHeight: undefined,
    exitHeight: undefined,
    swarmId: UNASSIGNED_SWARM_ID,
  }
}

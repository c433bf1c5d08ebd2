import { type AmountAtomic, amountAtomic, SESH_ATOMIC } from "@sextant/shared/units"
import type { BlockBody, StateChange, StateChangeKind } from "@sextant/wire/block"
import type { Contributor, RegistryId } from "@sextant/wire/l2Event"
import { reasonBits } from "@sextant/wire/reasons"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { applyBlock } from "./applyBlock.ts"
import { creditBlocksOf } from "./credits.ts"
import { checkMoney, stakedAtomic } from "./invariants.ts"
import { lifetimeMilliOf } from "./ledger.ts"
import { deactivationsMaxOf } from "./massOutage.ts"
import { findNodeByRegistryId, indexOfNode } from "./nodeList.ts"
import { splitPart } from "./splitPart.ts"
import { decodeState, encodeState, stateToSsz } from "./stateCodec.ts"
import { stateRoot } from "./stateRoot.ts"
import { stateType } from "./stateType.ts"
import { type ChainBuilder, createChainBuilder, type PlacelessEvent } from "./testing/chainBuilder.ts"
import { type TestTerms, testAddress, testOperator } from "./testing/testOperator.ts"
import { equivocationBy, quorumTesting, signedSnapshotOf, stateChangeOf } from "./testing/testVerdicts.ts"
import { type ChainState, type NodeRecord, UNASSIGNED_SWARM_ID } from "./types.ts"

/** Random lives of whole networks, with judges who now and then demand more than the rules allow. */

type Step = {
  readonly event: "none" | "join" | "leave" | "exited" | "rate" | "equivocate"
  readonly pick: number
  /** Which of the tested nodes are failing, as a mask, and what the judges make of it. */
  readonly failing: number
  readonly unjust: boolean
  readonly skippedViews: number
}
const step: fc.Arbitrary<Step> = fc.record({
  event: fc.oneof(
    { weight: 12, arbitrary: fc.constant("none" as const) },
    { weight: 6, arbitrary: fc.constantFrom("join" as const, "leave", "exited", "rate") },
    { weight: 1, arbitrary: fc.constant("equivocate" as const) },
  ),
  pick: fc.nat(1_000),
  failing: fc.integer({ min: 0, max: 0xffff }),
  unjust: fc.boolean(),
  skippedViews: fc.constantFrom(0, 0, 0, 1, 3),
})

const STAKE = 25_000n * SESH_ATOMIC
const rate = (atomicPerDay: bigint): PlacelessEvent => ({
  kind: "rewardRateSet",
  atomicPerDay: amountAtomic(atomicPerDay),
})

/** Shared by up to four, some of whom stake in many nodes. */
function termsOf(seed: number): TestTerms {
  const count = 1 + (seed % 4)
  const contributors = Array.from({ length: count }, (_, at): Contributor => {
    const staker = testAddress(`staker ${(seed + at * 7) % 23}`)
    const part =
      at === 0 ? STAKE - (STAKE / 5n + BigInt(seed)) * BigInt(count - 1) : STAKE / 5n + BigInt(seed)
    return {
      staker,
      beneficiary: testAddress(`payee ${(seed + at) % 11}`),
      amountAtomic: part as AmountAtomic,
    }
  })
  return { feeBps: (seed * 337) % 10_001, contributors }
}

function eventsOf(chain: ChainBuilder, { event, pick }: Step): PlacelessEvent[] {
  const registryId = (1 + (pick % chain.operators.length)) as RegistryId
  switch (event) {
    case "join":
      return [chain.registration(testOperator(chain.operators.length + 1, termsOf(pick)))]
    case "leave":
      return chain.state().nodes.length > 4 ? [{ kind: "exitRequested", registryId }] : []
    case "exited":
      return findNodeByRegistryId(chain.state(), registryId) === undefined
        ? [{ kind: pick % 2 === 0 ? "nodeExited" : "nodeLiquidated", registryId }]
        : []
    case "rate":
      return [rate(BigInt(pick) * 10n ** 12n + 1n)]
    default:
      return []
  }
}

function verdictsOf(chain: ChainBuilder, { failing, unjust }: Step): StateChange[] {
  const kindOf = (node: NodeRecord, at: number): StateChangeKind => {
    const isFailing = ((failing >> (at % 16)) & 1) === 1
    if (!isFailing) return node.status === "active" ? "ipChange" : "recommission"
    return unjust || node.status === "decommissioned" ? "deregister" : "decommission"
  }
  return chain.state().nodes.flatMap((node, at) => {
    const quorum = at % 3 === failing % 3 ? quorumTesting(chain, node.nodeId) : undefined
    if (quorum === undefined) return []
    const kind = kindOf(node, at)
    const reasons = kind === "decommission" || kind === "deregister" ? reasonBits.storage : undefined
    return [stateChangeOf(chain, { kind, nodeId: node.nodeId, quorum, ...(reasons && { reasons }) })]
  })
}

function bodyOf(chain: ChainBuilder, each: Step): Partial<BlockBody> {
  const { validators } = chain.state().currentValidators
  const guilty = each.event === "equivocate" && chain.state().nodes.length > 6
  const equivocations = guilty
    ? [
        equivocationBy(chain, {
          validatorIndex: each.pick % validators.length,
          first: { kind: "finalize", view: 1, block: 1 },
          second: { kind: "nullify", view: 1 },
        }),
      ]
    : []
  const taken = chain
    .states()
    .findLast(({ latestHeader }) => latestHeader.height === chain.state().snapshotDuty?.height)
  const signed = taken === undefined ? [] : [signedSnapshotOf(chain, taken, [each.pick % taken.nodes.length])]
  return { stateChanges: verdictsOf(chain, each), equivocations, signedSnapshots: signed }
}

let deregisteredByJudges = 0

/** What no block may ever do, whoever judges and proposes. */
function checkStep(
  chain: ChainBuilder,
  before: ChainState,
  each: { state: ChainState; body: BlockBody },
): void {
  const { state, body } = each
  const { preset } = chain.rules
  const { height } = state.latestHeader
  checkMoney(state)
  const accused = new Set(body.equivocations.map(({ nodeId }) => nodeId))
  let deactivated = 0
  for (const old of before.nodes) {
    const node = state.nodes[indexOfNode(state.nodes, old.nodeId)]
    if (node !== undefined) checkStatus({ old, node, height })
    const exit = state.exits.find(({ nodeId }) => nodeId === old.nodeId)
    const isDeregistered = node === undefined && exit?.kind === "deregistered"
    if (isDeregistered && !accused.has(old.nodeId)) {
      deactivated++
      deregisteredByJudges++
      const creditMin = old.status === "active" ? preset.credit.decommissionMinBlocks : 0
      expect(creditBlocksOf(preset, old, height)).toBeLessThan(creditMin)
      expect(exit.unlockAtS - exit.eligibleAtS).toBe(preset.deregisteredLockS)
    }
    if (node?.status === "decommissioned" && old.status === "active") deactivated++
  }
  const activeBefore = before.nodes.filter(({ status }) => status === "active").length
  expect(deactivated).toBeLessThanOrEqual(deactivationsMaxOf(activeBefore + 1))
  for (const node of state.nodes) {
    expect(creditBlocksOf(preset, node, height)).toBeLessThanOrEqual(preset.credit.capBlocks)
    expect(node.creditBaseBlocks).toBeGreaterThanOrEqual(0)
    expect(node.swarmId === UNASSIGNED_SWARM_ID).toBe(node.status === "decommissioned")
    expect(node.decommissionedHeight !== undefined).toBe(node.status === "decommissioned")
  }
}

function checkStatus(input: {
  readonly old: NodeRecord
  readonly node: NodeRecord
  readonly height: number
}) {
  const { old, node, height } = input
  expect(node.contributors).toEqual(old.contributors)
  if (old.status === node.status) expect(node.activeSinceHeight).toBe(old.activeSinceHeight)
  else if (node.status === "active") {
    expect(node.activeSinceHeight).toBe(height)
    expect(node.decommissionCount).toBe(old.decommissionCount)
  } else {
    expect(node.decommissionedHeight).toBe(height)
    expect(node.decommissionCount).toBe(old.decommissionCount + 1)
  }
}

/** Every stake ever registered is at work, waits in an exit, or was handed over to the contract. */
function checkStakes(chain: ChainBuilder, settled: ReadonlySet<RegistryId>): void {
  const { nodes, exits } = chain.state()
  const seen = [
    ...nodes.map(({ registryId }) => registryId),
    ...exits.map(({ registryId }) => registryId),
    ...settled,
  ]
  expect([...seen].sort((left, right) => left - right)).toEqual(
    chain.operators.map(({ registryId }) => registryId).sort((left, right) => left - right),
  )
  expect(stakedAtomic(chain.state())).toBe(BigInt(nodes.length) * STAKE)
}

/** What must have happened somewhere, lest the test prove nothing. */
const everything = [
  "nodeJoined",
  "nodeDecommissioned",
  "nodeRecommissioned",
  "nodeLeft deregistered",
  "nodeLeft exit",
  "exitScheduled",
  "exitSettled",
  "ipChangeRecorded",
  "equivocationProven",
  "snapshotSigned",
  "swarmsChanged",
]

describe("random lives of many nodes", () => {
  it("keep money, stakes, the states and the limits of punishment", () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 40 }),
        fc.array(step, { minLength: 60, maxLength: 220 }),
        (nodeCount, steps) => {
          const operators = Array.from({ length: nodeCount }, (_, at) => testOperator(at + 1, termsOf(at)))
          const chain = createChainBuilder({ operators, events: [rate(10n ** 15n)] })
          const settled = new Set<RegistryId>()
          const paid = new Map<string, bigint>()
          for (const [at, each] of steps.entries()) {
            const before = chain.state()
            const { block, state, effects } = chain.extend({
              events: eventsOf(chain, each),
              body: bodyOf(chain, each),
              skippedViews: each.skippedViews,
            })
            for (const effect of effects) {
              seen.add(effect.kind === "nodeLeft" ? `${effect.kind} ${effect.exitKind}` : effect.kind)
              if (effect.kind === "exitSettled") settled.add(effect.registryId)
            }
            checkStep(chain, before, { state, body: block.body })
            checkStakes(chain, settled)
            payLikeTheBook(chain, { before, state, paid })
            if (at % 16 === 0) {
              const applied = applyBlock(chain.rules, decodeState(encodeState(before)), block)
              expect(stateRoot(applied.state)).toEqual(stateRoot(state))
              expect(stateType.hashTreeRoot(stateToSsz(state))).toEqual(stateRoot(state))
            }
          }
          for (const [account, amountMilli] of paid) {
            expect(lifetimeMilliOf(chain.state().ledger, account as `0x${string}`)).toBe(amountMilli)
          }
        },
      ),
      { numRuns: 10 },
    )
    expect([...seen]).toEqual(expect.arrayContaining(everything))
    expect(deregisteredByJudges).toBeGreaterThan(0)
  }, 120_000)
})

/** The same rewards by the rule of the book, node by node, without anything remembered. */
function payLikeTheBook(
  chain: ChainBuilder,
  input: { readonly before: ChainState; readonly state: ChainState; readonly paid: Map<string, bigint> },
): void {
  const { before, state, paid } = input
  const { height } = state.latestHeader
  const payable = state.nodes.filter(
    (node) =>
      node.status === "active" && height - node.activeSinceHeight >= chain.rules.preset.earningDelayBlocks,
  )
  if (payable.length === 0) return
  const issuedMilli = state.rewards.issuedMilli - before.rewards.issuedMilli
  const partMilli = (before.rewards.carryMilli + issuedMilli) / BigInt(payable.length)
  for (const node of payable) {
    for (const [at, shareMilli] of splitPart(node, partMilli).entries()) {
      const account = node.contributors[at]?.beneficiary as string
      paid.set(account, (paid.get(account) ?? 0n) + shareMilli)
    }
  }
}

import { amountAtomic, height } from "@sextant/shared/units"
import type { StateChange } from "@sextant/wire/block"
import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
import { reasonBits } from "@sextant/wire/reasons"
import { describe, expect, it } from "vitest"
import { creditBlocksOf } from "../credits.ts"
import { checkMoney } from "../invariants.ts"
import { indexOfNode } from "../nodeList.ts"
import { quorumAt, votesNeededOf } from "../obligationQuorum.ts"
import { EMPTY_RING } from "../ring.ts"
import { type ChainBuilder, createChainBuilder } from "../testing/chainBuilder.ts"
import { testOperator } from "../testing/testOperator.ts"
import { outcomeOf, quorumTesting, stateChangeOf } from "../testing/testVerdicts.ts"
import { type ChainState, type NodeRecord, UNASSIGNED_SWARM_ID } from "../types.ts"

const rate = { kind: "rewardRateSet", atomicPerDay: amountAtomic(86_400n * 1000n) } as const
const nodeIn = (state: ChainState, nodeId: NodeId) =>
  state.nodes[indexOfNode(state.nodes, nodeId)] as NodeRecord

/** A chain of 16 nodes, four blocks old, and one of the nodes that can be judged in its next block. */
function startJudging(): { chain: ChainBuilder; nodeId: NodeId } {
  const chain = createChainBuilder({ nodeCount: 16, events: [rate] })
  chain.extendBy(4)
  return { chain, nodeId: testedNow(chain) }
}

/** A node in good standing that the next block could judge. */
function testedNow(chain: ChainBuilder): NodeId {
  const node = chain
    .state()
    .nodes.find(({ nodeId, status }) => status === "active" && isJudgeable(chain, nodeId))
  if (node === undefined) throw new Error("nobody is tested")
  return node.nodeId
}

/** By a quorum younger than the node's standing. */
function isJudgeable(chain: ChainBuilder, nodeId: NodeId): boolean {
  const quorum = quorumTesting(chain, nodeId)
  const { registeredHeight, activeSinceHeight, decommissionedHeight } = nodeIn(chain.state(), nodeId)
  const since = Math.max(registeredHeight, activeSinceHeight, decommissionedHeight ?? 0)
  return quorum !== undefined && quorum.height > since
}

/** Adds blocks until somebody may judge the node, at least `count`. */
function waitForJudges(chain: ChainBuilder, nodeId: NodeId, count = 0): void {
  chain.extendBy(count)
  while (!isJudgeable(chain, nodeId)) chain.extend()
}

const change = (chain: ChainBuilder, kind: StateChange["kind"], nodeId: NodeId) =>
  chain.extend({ body: { stateChanges: [stateChangeOf(chain, { kind, nodeId })] } })

describe("a decommission", () => {
  it("takes a node out of its swarm, the payments and the judges' ranks, and keeps its stake", () => {
    const { chain, nodeId } = startJudging()
    const before = nodeIn(chain.state(), nodeId)
    const { state, effects, block } = change(chain, "decommission", nodeId)
    expect(block.body.stateChanges).toHaveLength(1)
    const node = nodeIn(state, nodeId)
    expect(node).toMatchObject({
      status: "decommissioned",
      decommissionedHeight: 5,
      decommissionCount: 1,
      reasonsAll: reasonBits.uptimeProof,
      reasonsAny: reasonBits.uptimeProof,
      swarmId: UNASSIGNED_SWARM_ID,
      contributors: before.contributors,
    })
    expect(effects).toContainEqual(expect.objectContaining({ kind: "nodeDecommissioned", nodeId }))
    expect(effects).toContainEqual({ kind: "swarmsChanged" })
    expect(effects).toContainEqual(expect.objectContaining({ kind: "rewardsPaid", payableCount: 15 }))
    chain.extendBy(25)
    const { quorums, currentValidators } = chain.state()
    const later = quorums.filter((quorum) => quorum.height > 5)
    expect(later.some((quorum) => quorum.judges.includes(nodeId))).toBe(false)
    expect(later.some((quorum) => quorum.tested.includes(nodeId))).toBe(true)
    expect(currentValidators.validators.some((validator) => validator.nodeId === nodeId)).toBe(false)
    checkMoney(chain.state())
  })
  it("keeps what each judge saw: reasons of all, and of any", () => {
    const { chain, nodeId } = startJudging()
    const both = reasonBits.uptimeProof | reasonBits.storage
    const most = stateChangeOf(chain, { kind: "decommission", nodeId, judges: [0, 1, 2, 3, 4, 5, 6] })
    const more = stateChangeOf(chain, { kind: "decommission", nodeId, reasons: both, judges: [7, 8] })
    const merged = { ...most, votes: [...most.votes, ...more.votes] }
    const { state } = chain.extend({ body: { stateChanges: [merged] } })
    expect(nodeIn(state, nodeId)).toMatchObject({ reasonsAll: reasonBits.uptimeProof, reasonsAny: both })
  })
})

describe("a recommission", () => {
  it("gives the node back what two blocks of credit per block down have left, and starts the earning delay again", () => {
    const { chain, nodeId } = startJudging()
    chain.extendBy(30)
    waitForJudges(chain, nodeId)
    const creditBefore = creditBlocksOf(
      chain.rules.preset,
      nodeIn(chain.state(), nodeId),
      chain.state().latestHeader.height + 1,
    )
    change(chain, "decommission", nodeId)
    const down = chain.state().latestHeader.height
    waitForJudges(chain, nodeId)
    const { state, effects } = change(chain, "recommission", nodeId)
    const back = state.latestHeader.height
    const creditBlocks = Math.max(0, creditBefore - 2 * (back - down))
    expect(effects).toContainEqual({ kind: "nodeRecommissioned", nodeId, creditBlocks })
    const node = nodeIn(state, nodeId)
    expect(node).toMatchObject({
      status: "active",
      activeSinceHeight: back,
      decommissionedHeight: undefined,
      creditBaseBlocks: creditBlocks,
      decommissionCount: 1,
    })
    expect(node.swarmId).not.toBe(UNASSIGNED_SWARM_ID)
    const { participation } = state
    const place = indexOfNode(state.nodes, nodeId)
    expect(participation.votes[place]).toBe(EMPTY_RING)
    const paidTo = () => {
      const { effects: later } = chain.extend()
      return later.find((effect) => effect.kind === "rewardsPaid")?.payableCount
    }
    expect([paidTo(), paidTo()]).toEqual([15, 16])
  })
})

describe("a deregistration", () => {
  it("waits until the credit of a decommissioned node is gone, then locks its stake", () => {
    const { chain, nodeId } = startJudging()
    change(chain, "decommission", nodeId)
    const credit = creditBlocksOf(chain.rules.preset, nodeIn(chain.state(), nodeId), 5)
    while (creditBlocksOf(chain.rules.preset, nodeIn(chain.state(), nodeId), next(chain)) >= 0) {
      if (isJudgeable(chain, nodeId)) {
        const early = stateChangeOf(chain, { kind: "deregister", nodeId })
        expect(outcomeOf(chain, { stateChanges: [early] })).toBe("stateChange/credit-left")
      }
      chain.extend()
    }
    expect(next(chain)).toBe(5 + credit + 1)
    waitForJudges(chain, nodeId)
    const { registryId } = nodeIn(chain.state(), nodeId)
    const { state, effects } = change(chain, "deregister", nodeId)
    expect(effects).toContainEqual({ kind: "nodeLeft", nodeId, registryId, exitKind: "deregistered" })
    const nowS = state.latestHeader.timestampMs / 1000
    expect(state.exits).toEqual([
      expect.objectContaining({
        registryId,
        kind: "deregistered",
        eligibleAtS: nowS,
        unlockAtS: nowS + chain.rules.preset.deregisteredLockS,
      }),
    ])
    expect(indexOfNode(state.nodes, nodeId)).toBeLessThan(0)
  })
  it("comes at once for a node that fails with less than the least credit", () => {
    const { chain, nodeId } = startJudging()
    const returned = becomePoor(chain, nodeId)
    expect(returned.creditBaseBlocks).toBe(0)
    waitForJudges(chain, nodeId)
    const kinds = (["decommission", "deregister"] as const).map((kind) =>
      outcomeOf(chain, { stateChanges: [stateChangeOf(chain, { kind, nodeId })] }),
    )
    expect(kinds).toEqual(["stateChange/no-credit", "accepted"])
  })
})

const next = (chain: ChainBuilder) => chain.state().latestHeader.height + 1

/** Leaves the node down for so long that it returns without credit. */
function becomePoor(chain: ChainBuilder, nodeId: NodeId): NodeRecord {
  change(chain, "decommission", nodeId)
  waitForJudges(chain, nodeId, 8)
  return nodeIn(change(chain, "recommission", nodeId).state, nodeId)
}

describe("an address change", () => {
  it("is recorded, costs nothing, and is not punished twice", () => {
    const { chain, nodeId } = startJudging()
    const before = nodeIn(chain.state(), nodeId)
    const { state, effects } = change(chain, "ipChange", nodeId)
    expect(effects).toContainEqual({ kind: "ipChangeRecorded", nodeId })
    expect(effects).not.toContainEqual({ kind: "swarmsChanged" })
    expect(nodeIn(state, nodeId)).toEqual({ ...before, ipChangedHeight: 5 })
    const again = stateChangeOf(chain, { kind: "ipChange", nodeId })
    expect(outcomeOf(chain, { stateChanges: [again] })).toBe("stateChange/stale")
    while ((quorumTesting(chain, nodeId)?.height ?? 0) <= 5) chain.extend()
    const later = stateChangeOf(chain, { kind: "ipChange", nodeId })
    expect(outcomeOf(chain, { stateChanges: [later] })).toBe("accepted")
  })
})

describe("a state change is refused", () => {
  const { chain, nodeId } = startJudging()
  const good = stateChangeOf(chain, { kind: "decommission", nodeId })
  const outcome = (stateChange: StateChange) => outcomeOf(chain, { stateChanges: [stateChange] })

  it("never, when it is right", () => expect(outcome(good)).toBe("accepted"))
  it("when its judges do not vote yet", () => {
    const young = chain.state().quorums.at(-1)
    const [tested] = young?.tested ?? []
    if (young === undefined || tested === undefined) throw new Error("nobody is tested")
    expect(young.height).toBe(next(chain) - 2)
    const early = stateChangeOf(chain, { kind: "decommission", nodeId: tested, quorum: young })
    expect(outcome(early)).toBe("stateChange/too-early")
    expect(outcome({ ...good, quorumHeight: height(1_000) })).toBe("stateChange/too-early")
  })
  it("when it names another node than the quorum tests there", () => {
    expect(outcome({ ...good, testedIndex: good.testedIndex + 1 })).toBe("stateChange/wrong-node")
    expect(outcome({ ...good, testedIndex: 4_000 })).toBe("stateChange/wrong-node")
    expect(outcome({ ...good, nodeId: testOperator(99).nodeId })).toBe("stateChange/wrong-node")
  })
  it("when too few judges agree", () => {
    const quorum = quorumAt(chain.state(), good.quorumHeight)
    const needed = quorum === undefined ? 0 : votesNeededOf(quorum)
    expect(needed).toBe(7)
    expect(outcome({ ...good, votes: good.votes.slice(0, needed) })).toBe("accepted")
    expect(outcome({ ...good, votes: good.votes.slice(1, needed) })).toBe("stateChange/too-few-votes")
  })
  it("when judges are doubled, out of order or unknown", () => {
    const [first, ...others] = good.votes as [StateChange["votes"][number], ...StateChange["votes"]]
    expect(outcome({ ...good, votes: [first, first, ...others.slice(1)] })).toBe(
      "stateChange/judges-out-of-order",
    )
    expect(outcome({ ...good, votes: [...others, first] })).toBe("stateChange/judges-out-of-order")
    const stranger = { ...first, judgeIndex: 10 }
    expect(outcome({ ...good, votes: [...others, stranger] })).toBe("stateChange/unknown-judge")
  })
  it("when a signature is another judge's, or over other reasons, another kind, another height", () => {
    const [first, second, ...others] = good.votes as [
      StateChange["votes"][number],
      StateChange["votes"][number],
      ...StateChange["votes"],
    ]
    const swapped = { ...first, signature: second.signature }
    const cases: StateChange[] = [
      { ...good, votes: [swapped, second, ...others] },
      { ...good, votes: [{ ...first, reasons: reasonBits.storage }, second, ...others] },
    ]
    for (const each of cases) expect(outcome(each)).toBe("stateChange/bad-signature")
    expect(outcome({ ...stateChangeOf(chain, { kind: "ipChange", nodeId }), votes: good.votes })).toBe(
      "stateChange/bad-reasons",
    )
  })
  it("when its reasons do not fit: none for a punishment, some for a return, an unknown one", () => {
    const withReasons = (reasons: number) => stateChangeOf(chain, { kind: "decommission", nodeId, reasons })
    for (const reasons of [0, 0x400, reasonBits.ipChange, reasonBits.ipChange | 1]) {
      expect(outcome(withReasons(reasons))).toBe("stateChange/bad-reasons")
    }
    expect(outcome(withReasons(0x1ff))).toBe("accepted")
  })
  it("when it does not fit the node's status", () => {
    expect(outcome(stateChangeOf(chain, { kind: "recommission", nodeId }))).toBe("stateChange/wrong-status")
  })
  it("when the node has credit to be set aside instead", () => {
    expect(outcome(stateChangeOf(chain, { kind: "deregister", nodeId }))).toBe("stateChange/credit-left")
  })
  it("when it is the second for a node in a block", () => {
    const also = stateChangeOf(chain, { kind: "ipChange", nodeId })
    expect(outcomeOf(chain, { stateChanges: [good, also] })).toBe("stateChange/twice")
    expect(outcomeOf(chain, { stateChanges: [good, good] })).toBe("stateChange/twice")
  })
  it("when the block deactivates two nodes already", () => {
    const failing = chain
      .state()
      .nodes.filter((node) => isJudgeable(chain, node.nodeId))
      .slice(0, 3)
    const changes = failing.map((node) => stateChangeOf(chain, { kind: "decommission", nodeId: node.nodeId }))
    expect(changes).toHaveLength(3)
    expect(outcomeOf(chain, { stateChanges: changes })).toBe("stateChange/too-many")
    const { block } = chain.draft({ body: { stateChanges: changes } })
    expect(block.body.stateChanges).toEqual(changes.slice(0, 2))
  })
})

describe("a state change for a node whose standing has changed is refused", () => {
  it("when the judges were named before the node's last change", () => {
    const { chain, nodeId } = startJudging()
    const [old, other] = (["decommission", "recommission"] as const).map((kind) =>
      stateChangeOf(chain, { kind, nodeId }),
    )
    change(chain, "decommission", nodeId)
    expect(outcomeOf(chain, { stateChanges: [other as StateChange] })).toBe("stateChange/stale")
    waitForJudges(chain, nodeId)
    expect(outcomeOf(chain, { stateChanges: [stateChangeOf(chain, { kind: "decommission", nodeId })] })).toBe(
      "stateChange/wrong-status",
    )
    change(chain, "recommission", nodeId)
    expect(outcomeOf(chain, { stateChanges: [old as StateChange] })).toBe("stateChange/stale")
  })
  it("when the node has left", () => {
    const { chain, nodeId } = startJudging()
    const old = stateChangeOf(chain, { kind: "decommission", nodeId })
    const registryId: RegistryId = nodeIn(chain.state(), nodeId).registryId
    chain.extend({ events: [{ kind: "nodeExited", registryId }] })
    expect(outcomeOf(chain, { stateChanges: [old] })).toBe("stateChange/node-gone")
  })
  it("when its votes have expired", () => {
    const { chain, nodeId } = startJudging()
    const old = stateChangeOf(chain, { kind: "decommission", nodeId })
    chain.extendBy(old.quorumHeight + chain.rules.preset.obligationVoteLifeBlocks - next(chain) - 1)
    expect(outcomeOf(chain, { stateChanges: [old] })).toBe("accepted")
    chain.extend()
    expect(outcomeOf(chain, { stateChanges: [old] })).toBe("stateChange/expired")
  })
})

describe("a small network", () => {
  it("keeps its last three active nodes", () => {
    const chain = createChainBuilder({ nodeCount: 4 })
    chain.extendBy(4)
    const first = testedNow(chain)
    change(chain, "decommission", first)
    chain.extendBy(4)
    const others = chain.state().nodes.filter((node) => isActiveNow(chain, node))
    expect(others.length).toBeGreaterThan(0)
    for (const { nodeId } of others) {
      const another = stateChangeOf(chain, { kind: "decommission", nodeId })
      expect(outcomeOf(chain, { stateChanges: [another] })).toBe("stateChange/too-few-left")
    }
    waitForJudges(chain, first)
    change(chain, "recommission", first)
    expect(nodeIn(chain.state(), first).status).toBe("active")
  })
})

describe("a mass outage", () => {
  it("deregisters nobody while more than a quarter is down, and sets the poor aside instead", () => {
    const { chain, nodeId: poor } = startJudging()
    becomePoor(chain, poor)
    let down = 0
    while (down < 4) {
      const nodeId = chain
        .state()
        .nodes.find((node) => node.nodeId !== poor && isActiveNow(chain, node))?.nodeId
      if (nodeId === undefined) chain.extend()
      else {
        change(chain, "decommission", nodeId)
        down++
      }
    }
    waitForJudges(chain, poor)
    const outcomes = () =>
      (["decommission", "deregister"] as const).map((kind) =>
        outcomeOf(chain, { stateChanges: [stateChangeOf(chain, { kind, nodeId: poor })] }),
      )
    expect(outcomes()).toEqual(["accepted", "stateChange/mass-outage"])
    const back = chain.state().nodes.find(({ status }) => status === "decommissioned")?.nodeId as NodeId
    waitForJudges(chain, back)
    change(chain, "recommission", back)
    if (!isJudgeable(chain, poor)) waitForJudges(chain, poor)
    expect(outcomes()).toEqual(["stateChange/no-credit", "accepted"])
  })
})

function isActiveNow(chain: ChainBuilder, { nodeId, status }: NodeRecord): boolean {
  return status === "active" && isJudgeable(chain, nodeId)
}

import { reasonBits } from "@sextant/wire/reasons"
import { describe, expect, it } from "vitest"
import { chainTests } from "../chainTests.ts"
import { chancesOf, missedOf } from "../ring.ts"
import { type ChainBuilder, createChainBuilder } from "../testing/chainBuilder.ts"
import { testOperator } from "../testing/testOperator.ts"
import { outcomeOf, signedSnapshotOf } from "../testing/testVerdicts.ts"
import type { ChainState } from "../types.ts"
import { addsSigners } from "./applySignedSnapshot.ts"

/** Adds blocks up to the next snapshot's and returns its state. */
function toSnapshot(chain: ChainBuilder): ChainState {
  do chain.extend()
  while (chain.state().latestHeader.height % chain.rules.preset.snapshotIntervalBlocks !== 0)
  return chain.state()
}

const missed = (chain: ChainBuilder) => [...chain.state().participation.snapshots].map(missedOf)
const chances = (chain: ChainBuilder) => [...chain.state().participation.snapshots].map(chancesOf)

describe("a signed snapshot", () => {
  it("makes its signers known when the next snapshot is due, and not before", () => {
    const chain = createChainBuilder({ nodeCount: 7 })
    const taken = toSnapshot(chain)
    const { effects } = chain.extend({ body: { signedSnapshots: [signedSnapshotOf(chain, taken, [1, 4])] } })
    expect(effects).toContainEqual({ kind: "snapshotSigned", height: 5, signerCount: 5 })
    toSnapshot(chain)
    expect(chances(chain)).toEqual([0, 0, 0, 0, 0, 0, 0])
    chain.extend()
    expect(chances(chain)).toEqual([1, 1, 1, 1, 1, 1, 1])
    expect(missed(chain)).toEqual([0, 1, 0, 0, 1, 0, 0])
  })
  it("lets a later proposer put in whom an earlier one left out, and nobody take out whom one put in", () => {
    const chain = createChainBuilder({ nodeCount: 7 })
    const taken = toSnapshot(chain)
    const few = signedSnapshotOf(chain, taken, [0, 1])
    const others = signedSnapshotOf(chain, taken, [2])
    const more = signedSnapshotOf(chain, taken, [1])
    chain.extend({ body: { signedSnapshots: [few] } })
    expect([few, others, more].map((signed) => addsSigners(chain.state(), signed))).toEqual([
      false,
      false,
      true,
    ])
    const fewer = signedSnapshotOf(chain, taken, [2, 3])
    expect(outcomeOf(chain, { signedSnapshots: [fewer] })).toBe("signedSnapshot/adds-nobody")
    expect(outcomeOf(chain, { signedSnapshots: [few] })).toBe("signedSnapshot/adds-nobody")
    chain.extend({ body: { signedSnapshots: [more] } })
    toSnapshot(chain)
    chain.extend()
    expect(missed(chain)).toEqual([0, 1, 0, 0, 0, 0, 0])
  })
  it("counts for nobody when no block showed it", () => {
    const chain = createChainBuilder({ nodeCount: 7 })
    toSnapshot(chain)
    toSnapshot(chain)
    chain.extend()
    expect(chances(chain)).toEqual([0, 0, 0, 0, 0, 0, 0])
  })
  it("gives no chance to a node that came after it", () => {
    const chain = createChainBuilder({ nodeCount: 5 })
    const taken = toSnapshot(chain)
    const signed = signedSnapshotOf(chain, taken, [0])
    const newcomer = testOperator(6)
    chain.extend({ events: [chain.registration(newcomer)], body: { signedSnapshots: [signed] } })
    toSnapshot(chain)
    chain.extend()
    const place = chain.state().nodes.findIndex(({ nodeId }) => nodeId === newcomer.nodeId)
    const old = taken.nodes[0]?.nodeId
    const { nodes } = chain.state()
    expect(chances(chain)).toEqual(nodes.map((_, at) => (at === place ? 0 : 1)))
    expect(missed(chain)).toEqual(nodes.map(({ nodeId }) => (nodeId === old ? 1 : 0)))
  })
  it("is refused when it is another snapshot, or its signers are too few, of another size, or others", () => {
    const chain = createChainBuilder({ nodeCount: 7 })
    const before = toSnapshot(chain)
    const outcome = (signed: ReturnType<typeof signedSnapshotOf>) =>
      outcomeOf(chain, { signedSnapshots: [signed] })
    expect(outcome(signedSnapshotOf(chain, before))).toBe("accepted")
    const taken = toSnapshot(chain)
    chain.extend()
    const good = signedSnapshotOf(chain, taken)
    expect(outcome(good)).toBe("accepted")
    expect(outcome(signedSnapshotOf(chain, before))).toBe("signedSnapshot/wrong-snapshot")
    const { snapshot } = good
    const renamed = { ...good, snapshot: { ...snapshot, blockHash: new Uint8Array(32) } }
    expect(outcome(renamed)).toBe("signedSnapshot/wrong-snapshot")
    const smaller = createChainBuilder({ nodeCount: 6 })
    const { signers } = signedSnapshotOf(smaller, toSnapshot(smaller))
    expect(outcome({ ...good, signers })).toBe("signedSnapshot/wrong-size")
    expect(outcome(signedSnapshotOf(chain, taken, [0, 1, 2]))).toBe("signedSnapshot/too-few-signers")
    expect(outcome(signedSnapshotOf(chain, taken, [0, 1]))).toBe("accepted")
    const claimed = { ...good, signers: signedSnapshotOf(chain, taken, [3]).signers }
    expect(outcome(claimed)).toBe("signedSnapshot/bad-signature")
    const invented = { ...good, snapshot: { ...snapshot, rewardsRoot: new Uint8Array(32).fill(1) } }
    expect(outcome(invented)).toBe("signedSnapshot/bad-signature")
  })
})

describe("chainTests", () => {
  it("fails who missed more than four of the last eight snapshots or votes", () => {
    const chain = createChainBuilder({ nodeCount: 7 })
    const lazy = chain.state().nodes[2]?.nodeId as never
    const sleepy = chain.state().nodes[5]?.nodeId as never
    for (let snapshots = 1; snapshots <= 5; snapshots++) {
      const taken = toSnapshot(chain)
      chain.extend({ body: { signedSnapshots: [signedSnapshotOf(chain, taken, [2])] }, absent: [5] })
      expect(chainTests(chain.state(), lazy)).toBe(0)
    }
    toSnapshot(chain)
    chain.extend()
    expect(chainTests(chain.state(), lazy)).toBe(reasonBits.snapshotSigning)
    expect(chainTests(chain.state(), sleepy)).toBe(0)
    for (let block = 0; block < 5; block++) chain.extend({ absent: [5] })
    expect(chainTests(chain.state(), sleepy)).toBe(reasonBits.consensusVotes)
    expect(chainTests(chain.state(), testOperator(77).nodeId)).toBe(0)
  })
})

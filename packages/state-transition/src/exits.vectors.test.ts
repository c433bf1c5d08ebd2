import { verifyMerkleProof } from "@sextant/crypto/merkle"
import type { RegistryId } from "@sextant/wire/l2Event"
import { exitLeafHash } from "@sextant/wire/snapshotCodec"
import { describe, expect, it } from "vitest"
import { findNodeByRegistryId } from "./nodeList.ts"
import { proveExit, takeSnapshot } from "./takeSnapshot.ts"
import { createChainBuilder, type PlacelessEvent } from "./testing/chainBuilder.ts"
import { testOperator } from "./testing/testOperator.ts"

const id = (value: number) => value as RegistryId
const exitRequested = (registryId: number): PlacelessEvent => ({
  kind: "exitRequested",
  registryId: id(registryId),
})

describe("an exit (vector 19)", () => {
  it("removes the node in the first block after the unlock period", () => {
    const chain = createChainBuilder({ nodeCount: 6 })
    const { unlockBlocks } = chain.rules.preset
    const requested = chain.extend({ events: [exitRequested(2)] })
    expect(requested.effects).toContainEqual({
      kind: "exitScheduled",
      nodeId: testOperator(2).nodeId,
      exitHeight: 1 + unlockBlocks,
    })
    chain.extendBy(unlockBlocks)
    expect(chain.state().latestHeader.height).toBe(1 + unlockBlocks)
    expect(findNodeByRegistryId(chain.state(), id(2))).toBeDefined()
    const left = chain.extend()
    expect(left.effects).toContainEqual({
      kind: "nodeLeft",
      nodeId: testOperator(2).nodeId,
      registryId: 2,
      exitKind: "exit",
    })
    expect(findNodeByRegistryId(left.state, id(2))).toBeUndefined()
    const nowS = left.state.latestHeader.timestampMs / 1000
    expect(left.state.exits).toMatchObject([
      { registryId: 2, kind: "exit", eligibleAtS: nowS, unlockAtS: nowS },
    ])
  })
})

describe("exits", () => {
  it("ignore a repeated request and one for nobody", () => {
    const chain = createChainBuilder()
    chain.extend({ events: [exitRequested(1)] })
    const planned = findNodeByRegistryId(chain.state(), id(1))?.exitHeight
    chain.extend({ events: [exitRequested(1), exitRequested(77)] })
    expect(findNodeByRegistryId(chain.state(), id(1))?.exitHeight).toBe(planned)
  })
  it("keep the keys of a leaving node in use until the contract has settled it", () => {
    const chain = createChainBuilder({ nodeCount: 6 })
    chain.extend({ events: [exitRequested(6)] })
    chain.extendBy(chain.rules.preset.unlockBlocks + 1)
    const again = { ...testOperator(6), registryId: id(60) }
    const refused = chain.extend({ events: [chain.registration(again)] })
    expect(refused.effects).toContainEqual(expect.objectContaining({ reason: "node-key-in-use" }))
    expect(refused.state.exits.map(({ registryId }) => registryId)).toEqual([6, 60])
    const settled = chain.extend({
      events: [
        { kind: "nodeExited", registryId: id(6) },
        { kind: "nodeLiquidated", registryId: id(60) },
      ],
    })
    expect(settled.effects).toContainEqual({ kind: "exitSettled", registryId: 6 })
    expect(settled.state.exits).toEqual([])
  })
  it("let the contract remove a node that is still at work", () => {
    const chain = createChainBuilder({ nodeCount: 6 })
    const { state, effects } = chain.extend({ events: [{ kind: "nodeExited", registryId: id(3) }] })
    expect(effects).toContainEqual(expect.objectContaining({ kind: "nodeLeft", exitKind: "withoutSnapshot" }))
    expect(state.nodes).toHaveLength(5)
    expect(state.exits).toEqual([])
  })
  it("are proved by the next snapshot", () => {
    const chain = createChainBuilder()
    chain.extend({ events: [chain.registration(testOperator(7, { feeBps: 20_000 }))] })
    chain.extend({ events: [chain.registration(testOperator(5, { contributors: [] }))] })
    const taken = takeSnapshot(chain.state())
    expect(taken.exits.map(({ registryId }) => registryId)).toEqual([5, 7])
    for (const registryId of [5, 7]) {
      const { leaf, proof } = proveExit(taken, id(registryId))
      expect(verifyMerkleProof(taken.snapshot.exitsRoot, exitLeafHash(leaf), proof)).toBe(true)
    }
    expect(() => proveExit(taken, id(6))).toThrow(expect.objectContaining({ code: "snapshot/no-such-exit" }))
  })
})

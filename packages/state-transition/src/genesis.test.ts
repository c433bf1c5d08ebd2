import { unixMs } from "@sextant/shared/units"
import type { RegistryId } from "@sextant/wire/l2Event"
import { describe, expect, it } from "vitest"
import { leaderOrderOf, validatorSetOf } from "./epoch.ts"
import { genesisState } from "./genesis.ts"
import { decodeState, encodeState } from "./stateCodec.ts"
import { stateRoot } from "./stateRoot.ts"
import { createChainBuilder } from "./testing/chainBuilder.ts"
import { testOperator } from "./testing/testOperator.ts"
import { UNASSIGNED_SWARM_ID } from "./types.ts"

const code = (value: string) => expect.objectContaining({ code: value })

describe("genesisState", () => {
  it("makes every valid registration an active validator in a swarm", () => {
    const state = createChainBuilder({ nodeCount: 9 }).state()
    expect(state.nodes).toHaveLength(9)
    for (const node of state.nodes) {
      expect(node).toMatchObject({ status: "active", activeSinceHeight: 0, registeredHeight: 0 })
      expect(node.swarmId).not.toBe(UNASSIGNED_SWARM_ID)
    }
    for (const epoch of [0, 1]) {
      const set = validatorSetOf(state, epoch)
      expect(set.validators.map(({ nodeId }) => nodeId)).toEqual(state.nodes.map(({ nodeId }) => nodeId))
      expect([...leaderOrderOf(set)].sort((left, right) => left - right)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    }
    expect(() => validatorSetOf(state, 2)).toThrow(code("epoch/unknown-set"))
  })
  it("depends on nothing but its input", () => {
    const [left, right] = [createChainBuilder().state(), createChainBuilder().state()]
    expect(stateRoot(left)).toEqual(stateRoot(right))
    expect(stateRoot(decodeState(encodeState(left)))).toEqual(stateRoot(left))
  })
  it("takes in every event that was logged before the start", () => {
    const chain = createChainBuilder({
      operators: [1, 2, 3, 4, 5].map((id) => testOperator(id)).concat(testOperator(6, { feeBps: 10_001 })),
      events: [
        { kind: "exitRequested", registryId: 2 as RegistryId },
        { kind: "nodeExited", registryId: 3 as RegistryId },
      ],
    })
    const state = chain.state()
    expect(state.nodes.map(({ registryId }) => registryId).sort()).toEqual([1, 2, 4, 5])
    expect(state.nodes.find(({ registryId }) => registryId === 2)?.exitHeight).toBe(30)
    expect(state.exits).toMatchObject([{ registryId: 6, reason: "fee-too-high" }])
    expect(() => chain.extendBy(3)).not.toThrow()
  })
  it("needs four nodes and the network id of its L2 block", () => {
    expect(() => createChainBuilder({ nodeCount: 3 })).toThrow(code("genesis/too-few-nodes"))
    const { rules, state } = createChainBuilder()
    const { l2 } = state().latestHeader
    const other = { ...l2, hash: new Uint8Array(32) }
    expect(() => genesisState(rules, { timestampMs: unixMs(0), l2: other, events: [] })).toThrow(
      code("genesis/wrong-network-id"),
    )
  })
})

describe("decodeState", () => {
  it("refuses bytes that are no state", () => {
    const encoded = encodeState(createChainBuilder().state())
    for (const bytes of [new Uint8Array(), new Uint8Array(5_000), encoded.subarray(0, -1)]) {
      expect(() => decodeState(bytes)).toThrow(code("state/malformed"))
    }
  })
})

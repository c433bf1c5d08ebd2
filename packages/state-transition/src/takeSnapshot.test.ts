import { verifyMerkleProof } from "@sextant/crypto/merkle"
import { amountAtomic } from "@sextant/shared/units"
import type { Block } from "@sextant/wire/block"
import { blockHash } from "@sextant/wire/blockCodec"
import { rewardLeafHash } from "@sextant/wire/snapshotCodec"
import { describe, expect, it } from "vitest"
import { lifetimeMilliOf } from "./ledger.ts"
import { isSnapshotHeight } from "./snapshotHeight.ts"
import { decodeState, encodeState } from "./stateCodec.ts"
import { proveReward, takeSnapshot } from "./takeSnapshot.ts"
import { createChainBuilder } from "./testing/chainBuilder.ts"
import { testAddress } from "./testing/testOperator.ts"

const event = { kind: "rewardRateSet", atomicPerDay: amountAtomic(43_200_001n) } as const

describe("takeSnapshot", () => {
  it("names the block, its state and its L2 reference", () => {
    const chain = createChainBuilder({ events: [event] })
    chain.extendBy(5)
    const { header } = chain.blocks().at(-1) as Block
    const { snapshot } = takeSnapshot(chain.state())
    expect(snapshot).toMatchObject({
      height: 5,
      l2Number: header.l2.number,
      timestampS: Math.floor(header.timestampMs / 1000),
    })
    expect(snapshot.blockHash).toEqual(blockHash(header))
    expect(snapshot.stateRoot).toEqual(header.stateRoot)
  })
  it("proves every account's whole atomic units, rounded down", () => {
    const chain = createChainBuilder({ nodeCount: 5, events: [event] })
    chain.extendBy(5)
    const taken = takeSnapshot(chain.state())
    expect(taken.rewards).toHaveLength(5)
    for (const { account, lifetimeAmountAtomic } of taken.rewards) {
      expect(lifetimeAmountAtomic).toBe(lifetimeMilliOf(chain.state().ledger, account) / 1000n)
      const { leaf, proof } = proveReward(taken, account)
      expect(verifyMerkleProof(taken.snapshot.rewardsRoot, rewardLeafHash(leaf), proof)).toBe(true)
    }
    expect(() => proveReward(taken, testAddress("nobody"))).toThrow(
      expect.objectContaining({ code: "snapshot/no-such-account" }),
    )
  })
  it("has zero roots while there is nothing to prove", () => {
    const { snapshot } = takeSnapshot(createChainBuilder().state())
    expect(snapshot.rewardsRoot).toEqual(new Uint8Array(32))
    expect(snapshot.exitsRoot).toEqual(new Uint8Array(32))
  })
  it("is the same from a state that was read from disk", () => {
    const chain = createChainBuilder({ events: [event] })
    chain.extendBy(7)
    expect(takeSnapshot(decodeState(encodeState(chain.state())))).toEqual(takeSnapshot(chain.state()))
  })
})

describe("isSnapshotHeight", () => {
  it("names the multiples of the interval after genesis", () => {
    const { preset } = createChainBuilder().rules
    const heights = Array.from({ length: 16 }, (_, height) => height)
    expect(heights.filter((height) => isSnapshotHeight(preset, height))).toEqual([5, 10, 15])
  })
})

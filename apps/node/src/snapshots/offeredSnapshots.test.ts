import { createChainBuilder } from "@sextant/state-transition/testing/chainBuilder"
import { outcomeOf, signedSnapshotOf } from "@sextant/state-transition/testing/testVerdicts"
import type { ChainState } from "@sextant/state-transition/types"
import { describe, expect, it } from "vitest"
import { offeredSnapshots } from "./offeredSnapshots.ts"
import type { SignedView } from "./room.ts"

const chain = createChainBuilder({ nodeCount: 7 })
chain.extendBy(chain.rules.preset.snapshotIntervalBlocks + 1)
const atSnapshot = chain.states().at(-2) as ChainState

function viewOf(absent: readonly number[]): SignedView {
  const { snapshot, signers, signature } = signedSnapshotOf(chain, atSnapshot, absent)
  return {
    taken: { snapshot, rewards: [], exits: [] },
    message: new Uint8Array(32),
    nodeIds: atSnapshot.nodes.map(({ nodeId }) => nodeId),
    signed: signers.getTrueBitIndexes(),
    signature,
    partialCount: 7 - absent.length,
  }
}

describe("offeredSnapshots", () => {
  it("offers what the next block accepts, as soon as the contract's quorum has signed", () => {
    const offered = offeredSnapshots(chain.state(), () => viewOf([1, 4]))
    expect(offered).toHaveLength(1)
    expect(outcomeOf(chain, { signedSnapshots: offered })).toBe("accepted")
    expect(offeredSnapshots(chain.state(), () => viewOf([1, 2, 4]))).toEqual([])
    expect(offeredSnapshots(chain.state(), () => undefined)).toEqual([])
  })

  it("offers again only what names somebody new and leaves nobody out", () => {
    const { state } = chain.draft({
      body: { signedSnapshots: offeredSnapshots(chain.state(), () => viewOf([1])) },
    })
    expect(offeredSnapshots(state, () => viewOf([1]))).toEqual([])
    expect(offeredSnapshots(state, () => viewOf([4]))).toEqual([])
    expect(offeredSnapshots(state, () => viewOf([]))).toHaveLength(1)
  })
})

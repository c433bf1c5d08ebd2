import { applyBlock } from "@sextant/state-transition/applyBlock"
import type { Effect } from "@sextant/state-transition/types"
import { decodeBlock } from "@sextant/wire/blockCodec"
import { describe, expect, it } from "vitest"
import { draftChain } from "./draftChain.ts"
import { createLargeNetwork } from "./largeNetwork.ts"

describe("draftChain", () => {
  it("makes blocks that the rules accept, with the news they were asked for", () => {
    const network = createLargeNetwork(40, 3)
    const news = ["nothing", "registration", "exitRequest", ...Array(9).fill("nothing")] as const
    let { state } = network
    const seen = draftChain(network, news).map((bytes) => {
      const applied = applyBlock(network.rules, state, decodeBlock(bytes))
      state = applied.state
      return applied.effects.map(({ kind }: Effect) => kind)
    })
    expect(seen[0]).toEqual(["rewardsPaid"])
    expect(seen[1]).toContain("nodeJoined")
    expect(seen[2]).toContain("exitScheduled")
    expect(seen[3]).toContain("nodeLeft")
    expect(seen[10]).toContain("epochStarted")
    expect(state.nodes).toHaveLength(40)
  })
  it("pays every node", () => {
    const network = createLargeNetwork(20, 3)
    const [block] = draftChain(network, ["nothing"])
    const { effects } = applyBlock(network.rules, network.state, decodeBlock(block as Uint8Array))
    expect(effects).toMatchObject([{ kind: "rewardsPaid", payableCount: 20 }])
  })
})

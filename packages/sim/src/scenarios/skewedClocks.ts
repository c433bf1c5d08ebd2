import type { Scenario } from "../scenario.ts"

const TEN_MINUTES_MS = 600_000

export const skewedClocks: Scenario = {
  name: "skewedClocks",
  title: "a third of the clocks, ten minutes fast or slow, neither fork the chain nor stop it",
  settings: { nodeCount: 7, skewMsMax: 200, skewsMs: [TEN_MINUTES_MS, -TEN_MINUTES_MS] },
  async run(net) {
    await net.reachHeight(net.preset.epochLengthBlocks + 3)
    const newest = net.records().at(-1)?.state.latestHeader.timestampMs ?? 0
    net.expect(newest < net.nowMs() + 1_000, "a fast clock has pushed the chain's time ahead")
  },
}

import type { Scenario } from "../scenario.ts"

export const lossyNetwork: Scenario = {
  name: "lossyNetwork",
  title: "blocks go on while messages are lost, repeated, reordered and late",
  settings: {
    nodeCount: 4,
    links: {
      latencyMs: [5, 150],
      lossChance: 0.08,
      duplicateChance: 0.1,
      reorderChance: 0.2,
      reorderMsMax: 200,
    },
    skewMsMax: 100,
  },
  async run(net) {
    net.slowLink(0, 1, 3)
    await net.reachHeight(net.preset.epochLengthBlocks + 2)
    net.heal()
    await net.expectProgress()
  },
}

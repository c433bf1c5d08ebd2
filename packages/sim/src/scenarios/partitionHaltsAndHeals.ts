import type { Scenario } from "../scenario.ts"

export const partitionHaltsAndHeals: Scenario = {
  name: "partitionHaltsAndHeals",
  title: "with no quorum on either side nothing becomes final; after healing blocks go on",
  settings: { nodeCount: 6 },
  async run(net) {
    await net.reachHeight(3)
    const mixed = net.random.shuffled(Array.from({ length: net.nodeCount() }, (_, at) => at))
    // Two thirds are not more than two thirds: the greater side lacks one node. Or both sides are alike.
    const size = net.random.chance(0.5) ? Math.floor((2 * mixed.length) / 3) : Math.ceil(mixed.length / 2)
    net.partition([mixed.slice(0, size), mixed.slice(size)])
    // What a quorum signed before the cut may still become final on one side.
    await net.advanceMs(2 * net.preset.blockIntervalMs)
    const haltedAt = net.finalHeightMax()
    await net.advanceMs(net.random.int(5, 20) * net.preset.blockIntervalMs)
    net.expect(net.finalHeightMax() === haltedAt, "a block became final without a quorum")
    net.heal()
    await net.expectProgress()
    await net.reachHeight(net.finalHeightMax() + 3)
  },
}

import type { Scenario } from "../scenario.ts"

export const minorityPartition: Scenario = {
  name: "minorityPartition",
  title: "a partitioned minority stops, then catches up without forking",
  settings: { nodeCount: 7 },
  async run(net) {
    await net.reachHeight(2)
    const mixed = net.random.shuffled(Array.from({ length: net.nodeCount() }, (_, at) => at))
    const faulty = Math.floor((mixed.length - 1) / 3)
    const minority = mixed.slice(0, faulty)
    const [alone] = minority as [number]
    net.partition([mixed.slice(faulty), minority])
    await net.advanceMs(2 * net.preset.blockIntervalMs)
    const minorityHeight = net.finalHeight(alone)
    const majorityHeight = net.finalHeightMax()
    await net.advanceMs(12 * net.preset.blockIntervalMs)
    net.expect(net.finalHeight(alone) === minorityHeight, "the minority made a block final by itself")
    net.expect(net.finalHeightMax() >= majorityHeight + 3, "the majority stood still")
    net.heal()
    await net.expectProgress()
    await net.reachHeight(net.finalHeightMax())
  },
}

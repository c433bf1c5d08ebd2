import type { Scenario } from "../scenario.ts"

export const wholeNetworkKilled: Scenario = {
  name: "wholeNetworkKilled",
  title: "all nodes killed at one instant lose nothing that was final and go on after their restart",
  settings: { nodeCount: 4 },
  async run(net) {
    for (let round = 0; round < 3; round++) {
      await net.reachHeight(net.finalHeightMax() + 2)
      await net.advanceMs(net.random.between(0, net.preset.blockIntervalMs))
      const everyone = Array.from({ length: net.nodeCount() }, (_, at) => at)
      const finalBefore = net.records().length - 1
      for (const at of everyone) net.crash(at)
      await net.advanceMs(net.random.int(0, 30_000))
      for (const at of net.random.shuffled(everyone)) {
        await net.restart(at)
        await net.advanceMs(net.random.int(0, 1_500))
      }
      await net.expectProgress()
      net.expect(
        everyone.every((at) => net.finalHeight(at) >= finalBefore),
        "a final block was lost",
      )
    }
  },
}

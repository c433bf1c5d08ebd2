import type { Scenario, SimNetwork } from "../scenario.ts"

const ROUNDS = 5

export const wholeNetworkKilled: Scenario = {
  name: "wholeNetworkKilled",
  title: "all nodes killed at one instant lose nothing that was final and go on after their restart",
  settings: { nodeCount: 4 },
  async run(net) {
    for (let round = 0; round < ROUNDS; round++) {
      await net.reachHeight(net.finalHeightMax() + 2)
      const everyone = Array.from({ length: net.nodeCount() }, (_, at) => at)
      await untilInTheMiddle(net)
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

/** Between the first vote of a view and its last: when nodes know least of each other. */
async function untilInTheMiddle(net: SimNetwork): Promise<void> {
  const votes = () => {
    let count = 0
    for (let at = 0; at < net.nodeCount(); at++) count += net.sentVotes(at).length
    return count
  }
  const before = votes()
  await net.advanceUntil(() => votes() > before, 2 * net.preset.blockIntervalMs)
  await net.advanceMs(net.random.between(0, 60))
}

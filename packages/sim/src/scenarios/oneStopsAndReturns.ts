import type { Scenario } from "../scenario.ts"

export const oneStopsAndReturns: Scenario = {
  name: "oneStopsAndReturns",
  title: "blocks go on without a node that stopped; when it returns it catches up and votes again",
  settings: { nodeCount: 4 },
  async run(net) {
    await net.reachHeight(3)
    const away = net.random.int(0, net.nodeCount() - 1)
    await net.stop(away)
    const stoppedAt = net.finalHeightMax()
    await net.reachHeight(stoppedAt + net.random.int(3, 12))
    await net.restart(away)
    await net.expectProgress()
    const votesBefore = net.sentVotes(away).length
    await net.reachHeight(net.finalHeightMax() + 3)
    net.expect(net.sentVotes(away).length > votesBefore, "the returned node does not vote")
  },
}

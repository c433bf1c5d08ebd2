import type { Scenario } from "../scenario.ts"

export const haltPunishesNobody: Scenario = {
  name: "haltPunishesNobody",
  title:
    "a network that was cut in halves, or killed and started again, charges none of its nodes for the time it stood still",
  settings: { nodeCount: 7, skewMsMax: 300 },
  async run(net) {
    const { blockIntervalMs, uptimeProofValidityS } = net.preset
    await net.reachHeight(net.random.int(3, 12))
    const mixed = net.random.shuffled(Array.from({ length: net.nodeCount() }, (_, at) => at))
    const half = Math.floor(mixed.length / 2)
    net.partition([mixed.slice(0, half), mixed.slice(half)])
    await net.advanceMs(net.random.between(0.5, 6) * uptimeProofValidityS * 1000)
    net.heal()
    await net.expectProgress()
    await net.advanceMs(net.random.int(4, 14) * blockIntervalMs)

    for (const at of mixed) net.crash(at)
    await net.advanceMs(net.random.between(0, 4) * uptimeProofValidityS * 1000)
    for (const at of mixed) {
      await net.restart(at)
      await net.advanceMs(net.random.int(0, 1_500))
    }
    await net.expectProgress()
    await net.reachHeight(net.finalHeightMax() + net.preset.obligationVoteLifeBlocks)
    for (const { block, height } of net.records())
      for (const { kind, votes } of block?.body.stateChanges ?? [])
        net.expect(false, `${kind} at height ${height} for reasons ${votes.map(({ reasons }) => reasons)}`)
  },
}

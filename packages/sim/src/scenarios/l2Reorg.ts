import type { Scenario } from "../scenario.ts"

export const l2Reorg: Scenario = {
  name: "l2Reorg",
  title: "reorganizations of the newest L2 blocks lose no event and apply none twice",
  settings: { nodeCount: 4 },
  async run(net) {
    await net.reachHeight(1)
    const { l2Head } = net.preset
    const depth = l2Head === "finalized" ? 1 : l2Head.lagBlocks
    for (let round = 0; round < 12; round++) {
      net.l2.send({
        kind: "setRequirement",
        amountAtomic: net.preset.stakingRequirementAtomic,
      })
      if (round === 3) await net.registerNode()
      if (round === 5) net.requestExit(0)
      await net.advanceMs(net.random.between(0, 1_500))
      net.reorgL2(depth)
    }
    await net.reachHeight(net.finalHeightMax() + 3)
    const applied = net
      .records()
      .flatMap((record) => record.block?.body.l2Events ?? [])
      .map((event) => event.kind)
    net.expect(
      applied.filter((kind) => kind === "stakingRequirementSet").length === 12,
      "not every event of the L2 was applied exactly once",
    )
    net.expect(applied.includes("nodeRegistered") && applied.includes("exitRequested"), "an event is missing")
  },
}

import type { Scenario } from "../scenario.ts"

export const lyingProvider: Scenario = {
  name: "lyingProvider",
  title: "one node's lying or lagging L2 provider and an L2 that stands still stop nobody and lose no event",
  settings: { nodeCount: 4 },
  async run(net) {
    await net.reachHeight(1)
    const misled = net.random.int(0, net.nodeCount() - 1)
    let sent = 0
    const send = () => {
      net.l2.send({ kind: "setRequirement", amountAtomic: net.preset.stakingRequirementAtomic })
      sent++
    }
    const faults = [
      { kind: "hidesEvents" },
      { kind: "forgesHashes" },
      { kind: "lags", blocks: net.random.int(2, 8) },
      { kind: "stalls" },
    ] as const
    for (const fault of net.random.shuffled(faults)) {
      net.setL2Fault(misled, fault)
      // Long enough for the misled node to lead, with news in every block.
      for (let block = 0; block < net.nodeCount() + 1; block++) {
        send()
        await net.reachHeight(net.finalHeightMax() + 1)
      }
    }
    net.setL2Fault(misled, { kind: "none" })
    net.stallL2(true)
    await net.reachHeight(net.finalHeightMax() + 3)
    net.stallL2(false)
    send()
    await net.advanceMs(3 * net.preset.blockIntervalMs)
    await net.expectProgress()
    const applied = net.records().flatMap((record) => record.block?.body.l2Events ?? [])
    net.expect(applied.length === sent, "an event of the L2 was lost or applied twice")
  },
}

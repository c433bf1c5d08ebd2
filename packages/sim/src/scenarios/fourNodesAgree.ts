import type { Scenario } from "../scenario.ts"

export const fourNodesAgree: Scenario = {
  name: "fourNodesAgree",
  title: "four nodes agree on blocks across an epoch, and the contract takes their snapshot",
  settings: { nodeCount: 4 },
  async run(net) {
    const epochs = net.preset.epochLengthBlocks
    await net.reachHeight(epochs + 3)
    const snapshotHeight = net.preset.snapshotIntervalBlocks
    const taken = await net.advanceUntil(
      () => (net.l2.tip().state.snapshots[0]?.height ?? 0) >= snapshotHeight,
      10 * net.preset.blockIntervalMs,
    )
    net.expect(taken, "the contract has taken no snapshot")
  },
}

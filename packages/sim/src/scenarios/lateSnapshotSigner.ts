import type { Scenario } from "../scenario.ts"

export const lateSnapshotSigner: Scenario = {
  name: "lateSnapshotSigner",
  title: "a snapshot that lacks one needed signature is accepted once the late signer is back",
  settings: { nodeCount: 4, fixedNodeCount: true },
  async run(net) {
    // Four signers are the contract's minimum, so nothing can be accepted while one of four is away.
    const late = net.random.int(0, net.nodeCount() - 1)
    await net.reachHeight(1)
    net.crash(late)
    const { blockIntervalMs, snapshotIntervalBlocks } = net.preset
    await net.reachHeight(snapshotIntervalBlocks + 2)
    const accepted = () => net.l2.tip().state.snapshots[0]?.height ?? 0
    net.expect(accepted() === 0, "the contract took a snapshot with too few signers")
    await net.restart(late)
    net.expect(
      await net.advanceUntil(() => accepted() > 0, 3 * snapshotIntervalBlocks * blockIntervalMs),
      "no snapshot was accepted after the late signer had come back",
    )
    await net.expectProgress()
  },
}

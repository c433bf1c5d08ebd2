import type { Scenario } from "../scenario.ts"

export const nodeJoinsAndExits: Scenario = {
  name: "nodeJoinsAndExits",
  title:
    "a node registers while the network runs, becomes a validator, later leaves by a snapshot with its stake",
  settings: { nodeCount: 4 },
  async run(net) {
    await net.reachHeight(2)
    const joined = await net.registerNode()
    const nodeId = net.nodeId(joined)
    const { blockIntervalMs, epochLengthBlocks, unlockBlocks } = net.preset
    const newest = () => net.records().at(-1)?.state
    const isNode = () => newest()?.nodes.some((node) => node.nodeId === nodeId) === true
    net.expect(
      await net.advanceUntil(isNode, 10 * blockIntervalMs),
      "the registration did not reach the chain",
    )
    await net.expectProgress()
    const isValidator = () =>
      newest()?.currentValidators.validators.some((validator) => validator.nodeId === nodeId) === true
    net.expect(
      await net.advanceUntil(isValidator, 4 * epochLengthBlocks * blockIntervalMs),
      "the new node did not become a validator",
    )
    await net.reachHeight(net.finalHeightMax() + 2)
    net.expect(net.sentVotes(joined).length > 0, "the new validator does not vote")

    net.requestExit(joined)
    net.expect(
      await net.advanceUntil(() => !isNode(), (unlockBlocks + 20) * blockIntervalMs),
      "the node did not leave after its unlock time",
    )
    const registryId = net.registryId(joined)
    const hasLeft = () => registryId !== undefined && !net.l2.tip().state.nodes.has(registryId)
    net.expect(!hasLeft(), "the contract let the node go before a snapshot said so")
    for (let wait = 0; wait < 60 && !hasLeft(); wait++) {
      net.completeExit(joined)
      await net.advanceMs(1_000)
    }
    net.expect(hasLeft(), "the contract did not let the node go")
    const isSettled = () => newest()?.exits.every((exit) => exit.registryId !== registryId) === true
    net.expect(await net.advanceUntil(isSettled, 20 * blockIntervalMs), "the chain did not see the node go")
    await net.stop(joined)
    await net.expectProgress()
  },
}

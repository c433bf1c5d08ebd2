import type { ChainState } from "@sextant/state-transition/types"
import type { Scenario, SimNetwork } from "../scenario.ts"

export const minorityIsSpared: Scenario = {
  name: "minorityIsSpared",
  title:
    "a minority that is cut off for longer than its credit is set aside but not deregistered, and taken back after healing",
  settings: { nodeCount: 7, fixedNodeCount: true },
  async run(net) {
    const { blockIntervalMs, credit } = net.preset
    await net.reachHeight(net.random.int(4, 20))
    const mixed = net.random.shuffled(Array.from({ length: net.nodeCount() }, (_, at) => at))
    const minority = mixed.slice(0, 2)
    net.partition([mixed.slice(2), minority])
    const areAside = () => minority.every((at) => statusOf(net, at) === "decommissioned")
    net.expect(
      await net.advanceUntil(areAside, 60 * blockIntervalMs),
      "nodes that are cut off are not set aside",
    )
    await net.advanceMs((credit.initialBlocks + credit.capBlocks / 4) * blockIntervalMs)
    net.heal()
    const areBack = () => minority.every((at) => statusOf(net, at) === "active")
    net.expect(
      await net.advanceUntil(areBack, 60 * blockIntervalMs),
      `nodes that are back are ${minority.map((at) => statusOf(net, at)).join(" and ")}`,
    )
    const names = new Set(minority.map(net.nodeId))
    for (const { block, height } of net.records())
      for (const { kind, nodeId } of block?.body.stateChanges ?? []) {
        net.expect(kind !== "deregister", `a node was deregistered at height ${height} in a mass outage`)
        net.expect(names.has(nodeId), `${kind} at height ${height} of a node that was not cut off`)
      }
    await net.expectProgress()
  },
}

function statusOf(net: SimNetwork, at: number): string {
  const state = net.records().at(-1)?.state as ChainState
  return state.nodes.find(({ nodeId }) => nodeId === net.nodeId(at))?.status ?? "gone"
}

import { proveExit, takeSnapshot } from "@sextant/state-transition/takeSnapshot"
import type { RegistryId } from "@sextant/wire/l2Event"
import { addNode } from "./addNode.ts"
import { beginRun } from "./processControls.ts"
import type { L2Fault } from "./scriptedL2.ts"
import { nodeAt, type SimContext } from "./simContext.ts"
import type { SimNode } from "./simNode.ts"

export type L2Controls = {
  readonly registerNode: () => Promise<number>
  readonly registryId: (at: number) => RegistryId | undefined
  readonly requestExit: (at: number) => void
  readonly completeExit: (at: number) => boolean
  readonly reorgL2: (depth: number) => void
  readonly stallL2: (stalled: boolean) => void
  readonly setL2Fault: (at: number, fault: L2Fault) => void
}

/** What operators and the L2 itself do. */
export function createL2Controls(context: SimContext): L2Controls {
  const { chain, clock } = context.world
  const note = (what: string) => context.trace.add(clock.nowMs(), what)
  const registryId = (at: number) => registryIdOf(context, nodeAt(context, at))
  return {
    registryId,
    async registerNode() {
      const node = addNode(context)
      note(`${node.name} registers`)
      await clock.finish(beginRun(context, node), 120_000)
      return context.nodes.length - 1
    },
    requestExit(at) {
      const id = registryId(at)
      const sender = nodeAt(context, at).keys.operator
      if (id !== undefined) chain.send({ kind: "requestExit", registryId: id, sender })
    },
    completeExit(at) {
      const id = registryId(at)
      const accepted = chain.tip().state.snapshots[0]
      const record = accepted && context.observer.records()[accepted.height]
      const taken = record && takeSnapshot(record.state)
      if (id === undefined || taken?.exits.every((leaf) => leaf.registryId !== id) !== false) return false
      chain.send({ kind: "completeExit", ...proveExit(taken, id) })
      return true
    },
    reorgL2(depth) {
      note(`the L2 replaces ${depth} blocks`)
      chain.reorg(depth)
    },
    stallL2(stalled) {
      note(`the L2 ${stalled ? "stands still" : "goes on"}`)
      chain.setStalled(stalled)
    },
    setL2Fault(at, fault) {
      note(`${nodeAt(context, at).name} has a provider that ${fault.kind}`)
      nodeAt(context, at).l2Fault = fault
    },
  }
}

function registryIdOf({ world }: SimContext, node: SimNode): RegistryId | undefined {
  for (const [registryId, registered] of world.chain.tip().state.nodes)
    if (registered.nodeId === node.keys.nodeId) node.registryId = registryId
  return node.registryId
}

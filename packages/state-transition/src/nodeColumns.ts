import { gapsOf, type Known, rememberRuns, runsOf } from "./nodeRuns.ts"
import type { NodeRecord } from "./types.ts"

/** What blocks ask of every node, side by side with the list. */
export type NodeColumns = {
  /** Height since when the node is active; infinite while it is not. */
  readonly activeSince: Float64Array
  readonly activeCount: number
  /** The lowest exit height of all nodes; infinite when none has asked to leave. */
  readonly firstExitHeight: number
}

export const columnsOf = rememberRuns(buildColumns)

function buildColumns(nodes: readonly NodeRecord[], known: Known<NodeColumns> | undefined): NodeColumns {
  const runs = known === undefined ? [] : runsOf(known.nodes, nodes)
  const activeSince = new Float64Array(nodes.length)
  for (const { from, to, length } of runs) {
    activeSince.set((known as Known<NodeColumns>).columns.activeSince.subarray(from, from + length), to)
  }
  for (const place of gapsOf(runs, nodes.length)) {
    const node = nodes[place] as NodeRecord
    activeSince[place] = node.status === "active" ? node.activeSinceHeight : Number.POSITIVE_INFINITY
  }
  let activeCount = 0
  for (const since of activeSince) if (since !== Number.POSITIVE_INFINITY) activeCount++
  let firstExitHeight = Number.POSITIVE_INFINITY
  for (const { exitHeight } of nodes) {
    if (exitHeight !== undefined && exitHeight < firstExitHeight) firstExitHeight = exitHeight
  }
  return { activeSince, activeCount, firstExitHeight }
}

import { hexToBytes } from "@sextant/shared/bytes"
import type { KnownNode } from "../store/knownNodes.ts"
import type { RowChange } from "../store/tables.ts"
import type { Observation } from "./appchainNode.ts"

/** Positions of observed changes start here, clear of the operations of the same height. */
const POSITION_BASE = 1_000_000

/**
 * Compares two views of the nodes and writes down who changed state: some changes, such as an unlock that falls due,
 * have no operation in any block. The height is that of the answer, at most one step later than the change.
 *
 * @param before - By registry id, as stored; absent when the node is new.
 */
export function stateChanged(
  before: ReadonlyMap<number, KnownNode>,
  nodes: readonly Pick<KnownNode, "registryId" | "nodeId" | "state">[],
  seen: Observation,
): RowChange[] {
  const rows: RowChange[] = []
  for (const node of nodes) {
    const from = before.get(node.registryId)?.state
    if (from === node.state) continue
    rows.push({
      table: "node_events",
      row: {
        source: "appchain",
        height: seen.height,
        position: POSITION_BASE + node.registryId,
        kind: "stateChanged",
        registry_id: BigInt(node.registryId),
        node_id: hexToBytes(node.nodeId),
        at: seen.at,
        tx_hash: null,
        detail: { from: from ?? null, to: node.state },
      },
    })
  }
  return rows
}

import { bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Db } from "../ports.ts"
import { decodeHistory, emptyHistory, encodeHistory, type PeerHistory } from "./peerHistory.ts"

/** What this node has seen of the others, in memory and, a little later, on disk. */
export type PeerHistories = {
  readonly of: (nodeId: NodeId) => PeerHistory
  readonly update: (nodeId: NodeId, change: (history: PeerHistory) => PeerHistory) => void
  /** Writes what changed, and forgets nodes that are gone. */
  readonly flush: (isNode: (nodeId: NodeId) => boolean) => Promise<void>
}

/** Reads what an earlier run has left. The database must be open. */
export function createPeerHistories(db: Db): PeerHistories {
  const histories = new Map<NodeId, PeerHistory>()
  const changed = new Set<NodeId>()
  for (const { key, value } of db.range("peerHistories", {}))
    histories.set(bytesToHex(key) as NodeId, decodeHistory(value))
  return {
    of: (nodeId) => histories.get(nodeId) ?? emptyHistory,
    update(nodeId, change) {
      const before = histories.get(nodeId) ?? emptyHistory
      const after = change(before)
      if (after === before) return
      histories.set(nodeId, after)
      changed.add(nodeId)
    },
    async flush(isNode) {
      for (const nodeId of histories.keys()) {
        if (isNode(nodeId)) continue
        histories.delete(nodeId)
        changed.add(nodeId)
      }
      const writes = [...changed].map((nodeId) => {
        const history = histories.get(nodeId)
        return {
          table: "peerHistories" as const,
          key: hexToBytes(nodeId),
          value: history && encodeHistory(history),
        }
      })
      changed.clear()
      if (writes.length > 0) await db.write(writes)
    },
  }
}

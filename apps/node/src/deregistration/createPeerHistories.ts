import { bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import { metaKey, numberKey, parseNumberKey } from "../dbKeys.ts"
import type { Clock, Db } from "../ports.ts"
import {
  decodeHistory,
  emptyHistory,
  encodeHistory,
  type PeerHistory,
  withoutAbsence,
} from "./peerHistory.ts"

export type PeerHistoriesDeps = { readonly db: Db; readonly clock: Clock }

/** What this node has seen of the others, in memory and, a little later, on disk. */
export type PeerHistories = {
  readonly of: (nodeId: NodeId) => PeerHistory
  readonly update: (nodeId: NodeId, change: (history: PeerHistory) => PeerHistory) => void
  /** Writes what changed, and forgets nodes that are gone. */
  readonly flush: (isNode: (nodeId: NodeId) => boolean) => Promise<void>
}

const AWAKE = metaKey("deregistration/awake")

/** Reads what an earlier run has left. The database must be open. */
export function createPeerHistories({ db, clock }: PeerHistoriesDeps): PeerHistories {
  const histories = new Map<NodeId, PeerHistory>()
  const changed = new Set<NodeId>()
  const nowS = () => Math.floor(clock.nowMs() / 1000)
  const awakeAt = db.get("meta", AWAKE)
  const awayS = awakeAt === undefined ? 0 : Math.max(0, nowS() - parseNumberKey(awakeAt))
  for (const { key, value } of db.range("peerHistories", {}))
    histories.set(bytesToHex(key) as NodeId, withoutAbsence(decodeHistory(value), { awayS, nowS: nowS() }))
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
      await db.write([...writes, { table: "meta", key: AWAKE, value: numberKey(nowS()) }])
    },
  }
}

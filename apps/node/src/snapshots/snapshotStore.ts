import { bytesToHex, concatBytes, hexToBytes } from "@sextant/shared/bytes"
import { type Height, height as toHeight } from "@sextant/shared/units"
import type { NodeId } from "@sextant/wire/l2Event"
import { numberKey, parseNumberKey } from "../dbKeys.ts"
import type { Db } from "../ports.ts"
import { decodeSnapshotBody, type SnapshotBody } from "./snapshotRow.ts"

export type SnapshotStore = {
  readonly body: (height: number) => SnapshotBody | undefined
  readonly newestHeight: () => Height | undefined
  /** Heights from `from` on, rising. */
  readonly heights: (from: number, limit: number) => readonly Height[]
  readonly partials: (height: number) => ReadonlyMap<NodeId, Uint8Array>
  readonly putPartials: (height: number, partials: ReadonlyMap<NodeId, Uint8Array>) => Promise<void>
}

export function createSnapshotStore(db: Db): SnapshotStore {
  return {
    body(height) {
      const value = db.get("snapshots", numberKey(height))
      return value && decodeSnapshotBody(value)
    },
    newestHeight() {
      const [row] = db.range("snapshots", { reverse: true, limit: 1 })
      return row && toHeight(parseNumberKey(row.key))
    },
    heights: (from, limit) =>
      db.range("snapshots", { from: numberKey(from), limit }).map((row) => toHeight(parseNumberKey(row.key))),
    partials(height) {
      const rows = db.range("partials", { from: numberKey(height), until: numberKey(height + 1) })
      return new Map(rows.map((row) => [bytesToHex(row.key.subarray(8)) as NodeId, row.value]))
    },
    putPartials: (height, partials) =>
      db.write(
        [...partials].map(([nodeId, signature]) => ({
          table: "partials" as const,
          key: concatBytes(numberKey(height), hexToBytes(nodeId)),
          value: signature,
        })),
      ),
  }
}

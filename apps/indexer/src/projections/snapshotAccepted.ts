import type { RowChange } from "../store/tables.ts"
import { toIntegerColumn } from "./clamp.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { logColumns } from "./logColumns.ts"

/** The contract verified a snapshot: from here on its rewards can be claimed. */
export function snapshotAccepted(event: EventOf<"snapshotAccepted">, position: LogPosition): RowChange[] {
  return [
    {
      table: "snapshot_acceptances",
      row: {
        ...logColumns(position),
        height: event.height,
        submitter: event.submitter,
        rewards_root: event.rewardsRoot,
        exits_root: event.exitsRoot,
        signer_count: toIntegerColumn(event.signerCount),
        non_signer_count: toIntegerColumn(event.nonSignerCount),
      },
    },
  ]
}

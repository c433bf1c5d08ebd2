import type { RowChange } from "../store/tables.ts"
import { toBigintColumn } from "./clamp.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { logColumns } from "./logColumns.ts"

export function rewardsClaimed(event: EventOf<"rewardsClaimed">, position: LogPosition): RowChange[] {
  return [
    {
      table: "claims",
      row: {
        ...logColumns(position),
        account: event.account,
        amount_atomic: toBigintColumn(event.amountAtomic),
        claimed_total_atomic: toBigintColumn(event.claimedTotalAtomic),
      },
    },
  ]
}

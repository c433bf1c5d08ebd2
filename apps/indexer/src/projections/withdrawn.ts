import type { RowChange } from "../store/tables.ts"
import { toBigintColumn } from "./clamp.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { logColumns } from "./logColumns.ts"

export function withdrawn(event: EventOf<"withdrawn">, position: LogPosition): RowChange[] {
  const amount = toBigintColumn(event.amountAtomic)
  return [
    { table: "withdrawals", row: { ...logColumns(position), staker: event.staker, amount_atomic: amount } },
  ]
}

import type { RowChange } from "../store/tables.ts"
import { toBigintColumn } from "./clamp.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { logColumns } from "./logColumns.ts"

/** Rewards moved from the pool to the vault. */
export function released(event: EventOf<"released">, position: LogPosition): RowChange[] {
  const amount = toBigintColumn(event.amountAtomic)
  return [{ table: "pool_releases", row: { ...logColumns(position), amount_atomic: amount } }]
}

import type { RowChange } from "../store/tables.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { logColumns } from "./logColumns.ts"

export function stakingRequirementSet(
  event: EventOf<"stakingRequirementSet">,
  position: LogPosition,
): RowChange[] {
  const row = { ...logColumns(position), amount_atomic: event.amountAtomic }
  return [{ table: "staking_requirements", row }]
}

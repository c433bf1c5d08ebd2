import type { RowChange } from "../store/tables.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { logColumns } from "./logColumns.ts"

export function rewardRateSet(event: EventOf<"rewardRateSet">, position: LogPosition): RowChange[] {
  return [{ table: "reward_rates", row: { ...logColumns(position), atomic_per_day: event.atomicPerDay } }]
}

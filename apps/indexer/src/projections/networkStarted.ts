import type { RowChange } from "../store/tables.ts"
import { dateOfSeconds } from "./clamp.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { logColumns } from "./logColumns.ts"

export function networkStarted(event: EventOf<"networkStarted">, position: LogPosition): RowChange[] {
  const row = { ...logColumns(position), genesis_at: dateOfSeconds(event.genesisTimeS) }
  return [{ table: "network_starts", row }]
}

import type { RowChange } from "../store/tables.ts"
import { toBigintColumn } from "./clamp.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { logColumns } from "./logColumns.ts"

export function stakeReleased(event: EventOf<"stakeReleased">, position: LogPosition): RowChange[] {
  return [
    {
      table: "stake_releases",
      row: {
        ...logColumns(position),
        registry_id: event.registryId,
        staker: event.staker,
        amount_atomic: toBigintColumn(event.amountAtomic),
      },
    },
  ]
}

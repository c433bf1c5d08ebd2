import { bytesTo0x } from "@sextant/shared/bytes"
import type { RowChange } from "../store/tables.ts"
import { toBigintColumn } from "./clamp.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { evmNodeEvent, logColumns } from "./logColumns.ts"

export function nodeLiquidated(event: EventOf<"nodeLiquidated">, position: LogPosition): RowChange[] {
  const { registryId, liquidator } = event
  return [
    {
      table: "liquidations",
      row: {
        ...logColumns(position),
        registry_id: registryId,
        liquidator,
        penalty_atomic: toBigintColumn(event.penaltyAtomic),
        bounty_atomic: toBigintColumn(event.bountyAtomic),
      },
    },
    evmNodeEvent(position, {
      kind: "liquidated",
      registryId,
      detail: {
        liquidator: bytesTo0x(liquidator),
        penaltyAtomic: String(event.penaltyAtomic),
        bountyAtomic: String(event.bountyAtomic),
      },
    }),
  ]
}

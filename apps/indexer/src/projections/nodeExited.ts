import type { RowChange } from "../store/tables.ts"
import { dateOfSeconds, toBigintColumn } from "./clamp.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { evmNodeEvent, logColumns } from "./logColumns.ts"

/** The contract's numbers, in its order. */
const EXIT_KINDS = ["exit", "deregistered", "refused", "withoutSnapshot"] as const

/** The registration left the contract; its stake is withdrawable from `unlock_at`. */
export function nodeExited(event: EventOf<"nodeExited">, position: LogPosition): RowChange[] {
  const { registryId } = event
  const kind = EXIT_KINDS[event.exitKind] ?? "exit"
  return [
    {
      table: "node_exits",
      row: {
        ...logColumns(position),
        registry_id: registryId,
        operator: event.operator,
        kind,
        returned_atomic: toBigintColumn(event.returnedAtomic),
        unlock_at: dateOfSeconds(event.unlockAtS),
      },
    },
    evmNodeEvent(position, { kind: "exitedOnL2", registryId, detail: { kind } }),
  ]
}

import type { RowChange } from "../store/tables.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { evmNodeEvent } from "./logColumns.ts"

/** From here on the node's key counts toward the contract's quorum. */
export function keyActivated(event: EventOf<"keyActivated">, position: LogPosition): RowChange[] {
  return [evmNodeEvent(position, { kind: "keyActivated", registryId: event.registryId })]
}

import { bytesTo0x } from "@sextant/shared/bytes"
import type { RowChange } from "../store/tables.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { evmNodeEvent } from "./logColumns.ts"

export function exitRequested(event: EventOf<"exitRequested">, position: LogPosition): RowChange[] {
  const detail = { requester: bytesTo0x(event.requester) }
  return [evmNodeEvent(position, { kind: "exitRequested", registryId: event.registryId, detail })]
}

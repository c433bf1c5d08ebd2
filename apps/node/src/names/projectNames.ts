import { assertNever } from "@sextant/shared/assert"
import { bytesToHex } from "@sextant/shared/bytes"
import { numberKey } from "../dbKeys.ts"
import type { NamesEvent } from "../ports.ts"
import { decodeNameEntry, encodeNameEntry, type NameEntry } from "./namesRows.ts"

/** The tables whose rows follow from events. */
export type NamesTable = "names" | "passes"

/** A row before and after; undefined = not there. */
export type RowChange = {
  readonly table: NamesTable
  readonly key: Uint8Array
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
}

/** Reads a row as it was before the events. */
export type ReadRow = (table: NamesTable, key: Uint8Array) => Uint8Array | undefined

/** What the events, in log order, make of the rows: one change for each row they touch. */
export function projectNames(read: ReadRow, events: readonly NamesEvent[]): readonly RowChange[] {
  const changes = new Map<string, RowChange>()
  for (const event of events) {
    const [table, key] =
      event.kind === "proExtended"
        ? (["passes", event.accountKey] as const)
        : (["names", event.nameHash] as const)
    const id = `${table}/${bytesToHex(key)}`
    const known = changes.get(id)
    const before = known === undefined ? read(table, key) : known.before
    const current = known === undefined ? before : known.after
    changes.set(id, { table, key, before, after: afterEvent(current, event) })
  }
  return [...changes.values()]
}

function afterEvent(row: Uint8Array | undefined, event: NamesEvent): Uint8Array | undefined {
  switch (event.kind) {
    case "nameRegistered":
      return encodeNameEntry({ expiresAtS: event.expiresAtS, record: undefined })
    case "nameRenewed":
      return updated(row, { expiresAtS: event.expiresAtS })
    case "nameRecordSet":
      return updated(row, { record: event.record })
    case "nameRecordsCleared":
      return updated(row, { record: undefined })
    case "nameVoided":
      return undefined
    case "proExtended":
      return numberKey(event.expiresAtS)
    default:
      return assertNever(event)
  }
}

/** The contract speaks only of names that are registered, so a name without a row stays without one. */
function updated(row: Uint8Array | undefined, change: Partial<NameEntry>): Uint8Array | undefined {
  return row && encodeNameEntry({ ...decodeNameEntry(row), ...change })
}

import { numberKey, parseNumberKey } from "../dbKeys.ts"
import type { Db, DbWrite, NamesEvent } from "../ports.ts"
import { decodeNameEntry, type NameEntry } from "./namesRows.ts"
import { projectNames } from "./projectNames.ts"
import { decodeCursor, decodeUndo, encodeStep, type NamesCursor } from "./stepCodec.ts"

/** Names and passes on disk. The newest step is the cursor, so rows and cursor cannot disagree. */
export type NamesStore = {
  readonly cursor: () => NamesCursor | undefined
  /** Blocks that can be gone back to, oldest first; the last is the cursor. */
  readonly steps: () => readonly NamesCursor[]
  readonly name: (nameHash: Uint8Array) => NameEntry | undefined
  /** Until when the account has Pro. */
  readonly pass: (accountKey: Uint8Array) => number | undefined
  /** Everything between the cursor and `end`, at once. */
  readonly append: (end: NamesCursor, events: readonly NamesEvent[]) => Promise<void>
  /** Takes the steps above back, at once. `to` undefined forgets everything. */
  readonly rollBack: (to: NamesCursor | undefined) => Promise<void>
}

/** Steps further below the cursor than this are forgotten; a deeper reorganization is read again from the start. */
export const STEP_DEPTH_BLOCKS = 4_096
const FORGOTTEN_AT_ONCE_MAX = 64

export function createNamesStore(db: Db): NamesStore {
  return {
    cursor() {
      const [row] = db.range("namesSteps", { reverse: true, limit: 1 })
      return row && decodeCursor(parseNumberKey(row.key), row.value)
    },
    steps: () => db.range("namesSteps", {}).map((row) => decodeCursor(parseNumberKey(row.key), row.value)),
    name(nameHash) {
      const row = db.get("names", nameHash)
      return row && decodeNameEntry(row)
    },
    pass(accountKey) {
      const row = db.get("passes", accountKey)
      return row && parseNumberKey(row)
    },
    append(end, events) {
      const changes = projectNames((table, key) => db.get(table, key), events)
      return db.write([
        ...changes.map(({ table, key, after }): DbWrite => ({ table, key, value: after })),
        { table: "namesSteps", key: numberKey(end.number), value: encodeStep(end, changes) },
        ...forgotten(db, end.number),
      ])
    },
    rollBack: (to) => db.write(to === undefined ? forgetAll(db) : undoAbove(db, to.number)),
  }
}

function forgotten(db: Db, end: number): DbWrite[] {
  const until = numberKey(Math.max(0, end - STEP_DEPTH_BLOCKS))
  const rows = db.range("namesSteps", { until, limit: FORGOTTEN_AT_ONCE_MAX })
  return rows.map(({ key }) => ({ table: "namesSteps", key, value: undefined }))
}

/** Newest step first: a row ends as it was before the oldest of them. */
function undoAbove(db: Db, number: number): DbWrite[] {
  const steps = db.range("namesSteps", { from: numberKey(number + 1), reverse: true })
  return steps.flatMap(({ key, value }) => [
    ...decodeUndo(value).map((row): DbWrite => ({ table: row.table, key: row.key, value: row.before })),
    { table: "namesSteps", key, value: undefined },
  ])
}

function forgetAll(db: Db): DbWrite[] {
  return (["names", "passes", "namesSteps"] as const).flatMap((table) =>
    db.range(table, {}).map(({ key }): DbWrite => ({ table, key, value: undefined })),
  )
}

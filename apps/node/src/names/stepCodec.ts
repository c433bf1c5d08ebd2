import { concatBytes } from "@sextant/shared/bytes"
import { l2Height } from "@sextant/shared/units"
import type { L2Reference } from "@sextant/wire/block"
import { numberKey, parseNumberKey } from "../dbKeys.ts"
import type { NamesTable, RowChange } from "./projectNames.ts"

/** A block up to which everything is read, and its time. */
export type NamesCursor = L2Reference & { readonly timestampS: number }

/** A row as it was before a step. */
export type UndoRow = Pick<RowChange, "table" | "key" | "before">

const HASH_BYTES = 32
const KEY_BYTES = 32
const HEAD_BYTES = HASH_BYTES + 8
const tableMarks: readonly NamesTable[] = ["names", "passes"]

/**
 * A step's row: block hash, block time, and for each row it changed its table (1 byte), key (32), the size of what it held
 * (8; 0 = nothing), and what it held. The block's number is the row's key.
 */
export function encodeStep(cursor: NamesCursor, undo: readonly UndoRow[]): Uint8Array {
  return concatBytes(
    cursor.hash,
    numberKey(cursor.timestampS),
    ...undo.flatMap(({ table, key, before = new Uint8Array() }) => [
      new Uint8Array([tableMarks.indexOf(table)]),
      key,
      numberKey(before.length),
      before,
    ]),
  )
}

export function decodeCursor(number: number, step: Uint8Array): NamesCursor {
  return {
    number: l2Height(number),
    hash: step.slice(0, HASH_BYTES),
    timestampS: parseNumberKey(step.subarray(HASH_BYTES)),
  }
}

export function decodeUndo(step: Uint8Array): readonly UndoRow[] {
  const rows: UndoRow[] = []
  for (let at = HEAD_BYTES; at < step.length; ) {
    const table = tableMarks[step[at] as number] as NamesTable
    const sizeAt = at + 1 + KEY_BYTES
    const start = sizeAt + 8
    const end = start + parseNumberKey(step.subarray(sizeAt))
    rows.push({
      table,
      key: step.slice(at + 1, sizeAt),
      before: end > start ? step.slice(start, end) : undefined,
    })
    at = end
  }
  return rows
}

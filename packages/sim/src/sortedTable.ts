import type { DbRange, DbRow } from "@sextant/node/ports"

/** Rows in the order of their key's bytes. */
export type SortedTable = {
  readonly get: (key: Uint8Array) => Uint8Array | undefined
  /** `value` undefined deletes. */
  readonly set: (key: Uint8Array, value: Uint8Array | undefined) => void
  readonly range: (range: DbRange) => readonly DbRow[]
  readonly copy: () => SortedTable
}

/** Keys are kept as Latin-1 strings, whose order is the order of the bytes. Values are never changed in place. */
export function createSortedTable(
  keys: string[] = [],
  values: Map<string, Uint8Array> = new Map(),
): SortedTable {
  return {
    get: (key) => values.get(nameOf(key))?.slice(),
    set(key, value) {
      const name = nameOf(key)
      const known = values.has(name)
      if (value === undefined) {
        if (known) keys.splice(lowerBound(keys, name), 1)
        values.delete(name)
        return
      }
      if (!known) keys.splice(lowerBound(keys, name), 0, name)
      values.set(name, value)
    },
    range({ from, until, reverse = false, limit = Number.POSITIVE_INFINITY }) {
      const start = from === undefined ? 0 : lowerBound(keys, nameOf(from))
      const end = until === undefined ? keys.length : lowerBound(keys, nameOf(until))
      const rows: DbRow[] = []
      for (let taken = 0; taken < Math.min(limit, end - start); taken++) {
        const name = keys[reverse ? end - 1 - taken : start + taken] as string
        rows.push({ key: bytesOf(name), value: (values.get(name) as Uint8Array).slice() })
      }
      return rows
    },
    copy: () => createSortedTable([...keys], new Map(values)),
  }
}

function lowerBound(keys: readonly string[], name: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] as string) < name) low = middle + 1
    else high = middle
  }
  return low
}

function nameOf(key: Uint8Array): string {
  return String.fromCharCode(...key)
}

function bytesOf(name: string): Uint8Array {
  return Uint8Array.from(name, (character) => character.charCodeAt(0))
}

import { bytesToHex, compareBytes } from "@sextant/shared/bytes"
import type { Db, DbRow, TableName } from "../../ports.ts"

/** A `Db` of plain maps: it survives the runner, not the process. */
export function createMemoryDb(): Db {
  const tables = new Map<TableName, Map<string, DbRow>>()
  const table = (name: TableName) => {
    const known = tables.get(name) ?? new Map<string, DbRow>()
    tables.set(name, known)
    return known
  }
  return {
    start: async () => {},
    stop: async () => {},
    get: (name, key) => table(name).get(bytesToHex(key))?.value,
    range(name, { from, until, reverse, limit }) {
      const rows = [...table(name).values()]
        .filter(({ key }) => from === undefined || compareBytes(key, from) >= 0)
        .filter(({ key }) => until === undefined || compareBytes(key, until) < 0)
        .sort((left, right) => compareBytes(left.key, right.key))
      return (reverse === true ? rows.reverse() : rows).slice(0, limit)
    },
    async write(writes) {
      for (const { table: name, key, value } of writes) {
        if (value === undefined) table(name).delete(bytesToHex(key))
        else table(name).set(bytesToHex(key), { key, value })
      }
    },
  }
}

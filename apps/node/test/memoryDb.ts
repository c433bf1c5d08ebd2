import { bytesToHex, compareBytes } from "@sextant/shared/bytes"
import { DbError } from "../src/db/errors.ts"
import type { Db, TableName } from "../src/ports.ts"

/** A store without a disk, for tests of rooms. Sorted at reading: small data only. */
export function createMemoryDb(): Db {
  const tables = new Map<TableName, Map<string, { key: Uint8Array; value: Uint8Array }>>()
  const table = (name: TableName) => {
    const found = tables.get(name) ?? new Map<string, { key: Uint8Array; value: Uint8Array }>()
    tables.set(name, found)
    return found
  }
  return {
    start: async () => undefined,
    stop: async () => undefined,
    get: (name, key) => table(name).get(bytesToHex(key))?.value.slice(),
    range(name, { from, until, reverse, limit }) {
      const rows = [...table(name).values()]
        .filter(({ key }) => from === undefined || compareBytes(key, from) >= 0)
        .filter(({ key }) => until === undefined || compareBytes(key, until) < 0)
        .sort((left, right) => compareBytes(left.key, right.key))
      if (reverse) rows.reverse()
      return rows.slice(0, limit).map(({ key, value }) => ({ key: key.slice(), value: value.slice() }))
    },
    async write(writes) {
      for (const { key } of writes) if (key.length < 1 || key.length > 256) throw new DbError("db/bad-key")
      for (const { table: name, key, value } of writes) {
        if (value === undefined) table(name).delete(bytesToHex(key))
        else table(name).set(bytesToHex(key), { key: key.slice(), value: value.slice() })
      }
    },
  }
}

import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { type Database, open, type RootDatabase } from "lmdb"
import type { Db, DbRange, DbRow, DbWrite, TableName } from "../ports.ts"
import { tableNames } from "../ports.ts"
import { DbError } from "./errors.ts"
import { lockFolder } from "./lockFolder.ts"
import { LAYOUT_VERSION, tableNumbers } from "./tables.ts"

const KEY_BYTES_MAX = 256
const LAYOUT_KEY = new TextEncoder().encode("layoutVersion")
const encodings = { encoding: "binary", keyEncoding: "binary" } as const

const FIRST_KEY = new Uint8Array(0)

type Table = Database<Uint8Array, Uint8Array>
type OpenStore = {
  readonly root: RootDatabase<Uint8Array, Uint8Array>
  readonly tables: Readonly<Record<TableName, Table>>
  readonly unlock: () => Promise<void>
}

export type LmdbDbSettings = {
  /** Created with mode 0700 when missing. One process at a time. */
  readonly folder: string
}

/**
 * The production store. Every `write` is one transaction and is flushed before it resolves; LMDB keeps the last
 * committed tree whole, so a killed process leaves either all of a write or nothing.
 *
 * @throws DbError on `start`: db/locked, db/foreign-version, db/cannot-open.
 */
export function createLmdbDb(settings: LmdbDbSettings): Db {
  let store: OpenStore | undefined
  const opened = () => {
    if (store === undefined) throw new DbError("db/closed")
    return store
  }
  return {
    async start() {
      store = await openStore(settings.folder)
    },
    async stop() {
      const closing = store
      store = undefined
      if (closing === undefined) return
      await closing.root.flushed
      await closing.root.close()
      await closing.unlock()
    },
    get: (table, key) => ownBytes(opened().tables[table].getBinary(checkKey(key))),
    range: (table, range) => readRange(opened().tables[table], range),
    write: (writes) => writeAll(opened(), writes),
  }
}

async function openStore(folder: string): Promise<OpenStore> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = await lockFolder(folder)
  try {
    const root = open<Uint8Array, Uint8Array>({
      path: join(folder, "node.mdb"),
      maxDbs: 32,
      noSubdir: true,
      ...encodings,
    })
    const tables = Object.fromEntries(
      tableNames.map((name) => [name, root.openDB({ name: String(tableNumbers[name]), ...encodings })]),
    ) as Record<TableName, Table>
    await checkLayout(root, tables.meta)
    return { root, tables, unlock }
  } catch (cause) {
    await unlock()
    if (cause instanceof DbError) throw cause
    throw new DbError("db/cannot-open", { cause, meta: { folder } })
  }
}

async function checkLayout(root: RootDatabase<Uint8Array, Uint8Array>, meta: Table): Promise<void> {
  const found = meta.getBinary(LAYOUT_KEY)
  if (found === undefined) {
    await meta.put(LAYOUT_KEY, new Uint8Array([LAYOUT_VERSION]))
    await root.flushed
  } else if (found[0] !== LAYOUT_VERSION) {
    throw new DbError("db/foreign-version", { meta: { found: found[0] ?? 0, expected: LAYOUT_VERSION } })
  }
}

async function writeAll(store: OpenStore, writes: readonly DbWrite[]): Promise<void> {
  if (writes.length === 0) return
  for (const { key } of writes) checkKey(key)
  await store.root.transaction(() => {
    for (const { table, key, value } of writes) {
      if (value === undefined) store.tables[table].removeSync(key)
      else store.tables[table].putSync(key, value)
    }
  })
  await store.root.flushed
}

function readRange(table: Table, range: DbRange): readonly DbRow[] {
  const rows: DbRow[] = []
  const { from, until, reverse = false, limit } = range
  if (limit === 0) return rows
  // Read backwards without an end, LMDB's binding stops before the key 00; the empty key lies before every other.
  const options = reverse
    ? { ...(until && { start: until, exclusiveStart: true }), end: FIRST_KEY, reverse: true }
    : { ...(from && { start: from }), ...(until && { end: until }) }
  for (const { key, value } of table.getRange(options)) {
    const keyBytes = copyBytes(key)
    if (until !== undefined && Buffer.compare(keyBytes, until) >= 0) continue
    if (reverse && from !== undefined && Buffer.compare(keyBytes, from) < 0) break
    rows.push({ key: keyBytes, value: copyBytes(value) })
    if (rows.length === limit) break
  }
  return rows
}

function checkKey(key: Uint8Array): Uint8Array {
  if (key.length < 1 || key.length > KEY_BYTES_MAX)
    throw new DbError("db/bad-key", { meta: { sizeBytes: key.length } })
  return key
}

function ownBytes(found: Uint8Array | undefined): Uint8Array | undefined {
  return found === undefined ? undefined : copyBytes(found)
}

/** Plain Uint8Array of its own memory: LMDB may hand out views of its buffers. */
function copyBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}

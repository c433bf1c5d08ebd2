import { DbError } from "@sextant/node/db/errors"
import { type Db, type DbRange, type DbWrite, type TableName, tableNames } from "@sextant/node/ports"
import type { Life } from "./life.ts"
import type { SeededRandom } from "./seededRandom.ts"
import { createSortedTable, type SortedTable } from "./sortedTable.ts"
import type { VirtualClock } from "./virtualClock.ts"

/** A disk outlives the runs of its node: each run opens it anew. */
export type MemoryDisk = {
  readonly open: (life: Life) => Db
  /** What a power cut leaves: all that was flushed, and of the rest a first part, chosen by the seed. */
  readonly crash: () => void
  /** What would be left if the power failed now, to read only. */
  readonly durable: Db
  /** Rises with every flush that touches the table, and with every crash. */
  readonly version: (table: TableName) => number
}

export type MemoryDiskDeps = { readonly clock: VirtualClock; readonly random: SeededRandom }
export type MemoryDiskSettings = {
  readonly flushMs: readonly [from: number, to: number]
  /** A disk that lies: it says that a write is durable as soon as it has it. For tests of the simulation itself. */
  readonly acknowledgesEarly?: boolean
}

type Tables = Readonly<Record<TableName, SortedTable>>
type Pending = { readonly writes: readonly DbWrite[]; applied: boolean }

const KEY_BYTES_MAX = 256

/**
 * Writes become visible first and durable later, both at moments of the seed's choice and in call order; the promise
 * resolves when its write is durable. A write is never torn in itself, as the `Db` port promises.
 */
export function createMemoryDisk(deps: MemoryDiskDeps, settings: MemoryDiskSettings): MemoryDisk {
  const disk: DiskState = {
    durable: emptyTables(),
    visible: emptyTables(),
    pending: [],
    owner: undefined,
    versions: new Map(),
  }
  return {
    open: (life) => openDisk({ ...deps, disk, life, settings }),
    crash() {
      const survivors = deps.random.int(0, disk.pending.length)
      for (const write of disk.pending.splice(0, survivors)) apply(disk.durable, write.writes)
      disk.pending.length = 0
      disk.visible = copyTables(disk.durable)
      disk.owner = undefined
      touch(disk, tableNames)
    },
    durable: {
      start: async () => undefined,
      stop: async () => undefined,
      get: (table, key) => disk.durable[table].get(key),
      range: (table, range) => disk.durable[table].range(range),
      write: async () => {
        throw new DbError("db/closed")
      },
    },
    version: (table) => disk.versions.get(table) ?? 0,
  }
}

type DiskState = {
  durable: Tables
  visible: Tables
  /** In call order, from `write` to flush. */
  readonly pending: Pending[]
  owner: Life | undefined
  readonly versions: Map<TableName, number>
}

type OpenDiskDeps = MemoryDiskDeps & {
  readonly disk: DiskState
  readonly life: Life
  readonly settings: MemoryDiskSettings
}

function openDisk(deps: OpenDiskDeps): Db {
  const { disk, life } = deps
  const opened = () => {
    if (disk.owner !== life) throw new DbError("db/closed")
    return disk.visible
  }
  // Reads of a dead run answer from what it saw last: they cannot be seen by anyone.
  const readable = () => (life.isAlive() ? opened() : disk.visible)
  return {
    async start() {
      if (disk.owner?.isAlive() && disk.owner !== life) throw new DbError("db/locked")
      disk.owner = life
    },
    async stop() {
      if (disk.owner !== life || !life.isAlive()) return
      const last = disk.pending.at(-1)
      if (last !== undefined) persistUpTo(disk, last)
      disk.owner = undefined
    },
    get: (table, key) => readable()[table].get(checkKey(key)),
    range: (table, range: DbRange) => readable()[table].range(range),
    write: async (writes) => {
      for (const { key } of writes) checkKey(key)
      if (life.isAlive()) opened()
      if (writes.length === 0) return
      return flush(deps, writes.map(ownWrite))
    },
  }
}

/** The caller may use its bytes again at once. */
function ownWrite(write: DbWrite): DbWrite {
  return { table: write.table, key: write.key.slice(), value: write.value?.slice() }
}

function flush(deps: OpenDiskDeps, writes: readonly DbWrite[]): Promise<void> {
  const { clock, random, disk, life, settings } = deps
  return new Promise((resolve) => {
    if (!life.allows("write")) return
    const pending: Pending = { writes, applied: false }
    disk.pending.push(pending)
    const flushMs = random.between(...settings.flushMs)
    if (settings.acknowledgesEarly === true) {
      showUpTo(disk, pending)
      resolve()
    }
    clock.schedule(random.between(0, flushMs), () => {
      if (life.isAlive()) showUpTo(disk, pending)
    })
    clock.schedule(flushMs, () => {
      if (!life.isAlive()) return
      persistUpTo(disk, pending)
      if (life.allows("flushed")) resolve()
    })
  })
}

function showUpTo(disk: DiskState, last: Pending): void {
  if (last.applied) return
  for (const write of disk.pending) {
    if (!write.applied) apply(disk.visible, write.writes)
    write.applied = true
    if (write === last) return
  }
}

/** One flush covers everything before it. */
function persistUpTo(disk: DiskState, last: Pending): void {
  const at = disk.pending.indexOf(last)
  if (at < 0) return
  showUpTo(disk, last)
  for (const { writes } of disk.pending.splice(0, at + 1)) {
    apply(disk.durable, writes)
    touch(
      disk,
      writes.map(({ table }) => table),
    )
  }
}

function touch({ versions }: DiskState, tables: readonly TableName[]): void {
  for (const table of tables) versions.set(table, (versions.get(table) ?? 0) + 1)
}

function apply(tables: Tables, writes: readonly DbWrite[]): void {
  for (const { table, key, value } of writes) tables[table].set(key, value)
}

function emptyTables(): Tables {
  return tablesOf(() => createSortedTable())
}

function copyTables(tables: Tables): Tables {
  return tablesOf((name) => tables[name].copy())
}

function tablesOf(make: (name: TableName) => SortedTable): Tables {
  return Object.fromEntries(tableNames.map((name) => [name, make(name)])) as Record<TableName, SortedTable>
}

function checkKey(key: Uint8Array): Uint8Array {
  if (key.length < 1 || key.length > KEY_BYTES_MAX)
    throw new DbError("db/bad-key", { meta: { sizeBytes: key.length } })
  return key
}

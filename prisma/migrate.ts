import { createHash, randomUUID } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import path from "node:path"
import { fileURLToPath } from "node:url"
import pg from "pg"
import { DatabaseError } from "./errors.ts"

/** The advisory lock of Prisma's own engine, so that its command line and this function exclude each other. */
const PRISMA_LOCK = 72_707_369
const LOCK_TIMEOUT_MS = 60_000
const MIGRATIONS_DIR = fileURLToPath(new URL("./migrations", import.meta.url))

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string }

type AppliedRow = {
  readonly migration_name: string
  readonly checksum: string
  readonly finished_at: Date | null
}

/** Prisma's bookkeeping table, column for column. */
const CREATE_TABLE = `
  create table if not exists "_prisma_migrations" (
    "id" varchar(36) primary key not null,
    "checksum" varchar(64) not null,
    "finished_at" timestamptz,
    "migration_name" varchar(255) not null,
    "logs" text,
    "rolled_back_at" timestamptz,
    "started_at" timestamptz not null default now(),
    "applied_steps_count" integer not null default 0
  )`

async function readMigrations(dir: string): Promise<readonly Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(dir, name, "migration.sql"), "utf8")
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") }
    }),
  )
}

/** Compares what the database has with what this release has; returns what is still to do, in order. */
function planMigrations(migrations: readonly Migration[], applied: readonly AppliedRow[]): Migration[] {
  const ours = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const row of applied) {
    const meta = { migration: row.migration_name }
    if (row.finished_at === null) throw new DatabaseError("migration/failed", { meta })
    const migration = ours.get(row.migration_name)
    if (migration === undefined) throw new DatabaseError("migration/unknown", { meta })
    if (migration.checksum !== row.checksum) throw new DatabaseError("migration/edited", { meta })
  }
  const done = new Set(applied.map((row) => row.migration_name))
  const newest = [...done].sort().at(-1) ?? ""
  const open = migrations.filter((migration) => !done.has(migration.name))
  const late = open.find((migration) => migration.name < newest)
  if (late !== undefined)
    throw new DatabaseError("migration/out-of-order", { meta: { migration: late.name, newest } })
  return open
}

async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin")
  try {
    // One simple query: function bodies stay whole, and the file commits with its row or not at all.
    await client.query(migration.sql)
    await client.query(
      `insert into "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query("commit")
  } catch (cause) {
    await client.query("rollback")
    throw new DatabaseError("migration/broken", { meta: { migration: migration.name }, cause })
  }
}

async function takeLock(client: pg.Client): Promise<void> {
  await client.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}`)
  try {
    await client.query("select pg_advisory_lock($1)", [PRISMA_LOCK])
  } catch (cause) {
    throw new DatabaseError("migration/locked", { cause, retryable: true })
  }
  await client.query("set lock_timeout = 0")
}

/**
 * Brings a database to this release's schema. Prisma's command line accepts the result as its own work.
 *
 * @param dir - Folder of migrations; ours by default.
 * @returns the names of the migrations applied now, oldest first; empty when there was nothing to do.
 * @throws DatabaseError migration/… when the database and the files disagree, database/unreachable.
 */
export async function migrateDeploy(databaseUrl: string, dir = MIGRATIONS_DIR): Promise<readonly string[]> {
  const migrations = await readMigrations(dir)
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on("error", () => {})
  try {
    await client.connect()
  } catch (cause) {
    await client.end().catch(() => {})
    throw new DatabaseError("database/unreachable", { cause, retryable: true })
  }
  try {
    await takeLock(client)
    await client.query(CREATE_TABLE)
    const { rows } = await client.query<AppliedRow>(
      `select migration_name, checksum, finished_at from "_prisma_migrations" where rolled_back_at is null`,
    )
    const plan = planMigrations(migrations, rows)
    for (const migration of plan) await applyMigration(client, migration)
    return plan.map((migration) => migration.name)
  } finally {
    await client.end()
  }
}

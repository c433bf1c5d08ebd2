import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import pg from "pg"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { migrateDeploy } from "./migrate.ts"
import { runPrisma } from "./tools/prismaCli.ts"
import { createTestDatabase, type TestDatabase } from "./tools/testDatabase.ts"

const OURS = fileURLToPath(new URL("migrations", import.meta.url))
let server: TestDatabase
let databaseUrl: string
let dir: string
let count = 0

async function run(sql: string, url = databaseUrl): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(path.join(dir, name), { recursive: true })
  await writeFile(path.join(dir, name, "migration.sql"), sql)
}

async function migrationNames(): Promise<string[]> {
  const entries = await readdir(OURS, { withFileTypes: true })
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
}

beforeAll(async () => {
  server = await createTestDatabase({ migrated: false })
})

afterAll(async () => {
  for (let index = 1; index <= count; index++)
    await run(`drop database if exists migrate_${process.pid}_${index} with (force)`, server.databaseUrl)
  await server?.stop()
})

beforeEach(async () => {
  count++
  const name = `migrate_${process.pid}_${count}`
  await run(`create database ${name}`, server.databaseUrl)
  const url = new URL(server.databaseUrl)
  url.pathname = `/${name}`
  databaseUrl = url.toString()
  dir = await mkdtemp(path.join(tmpdir(), "sextant-migrations-"))
  await cp(OURS, dir, { recursive: true })
  return () => rm(dir, { recursive: true })
})

describe("migrateDeploy", () => {
  it("applies what is missing, once", async () => {
    const applied = await migrateDeploy(databaseUrl)
    expect(applied).toEqual(await migrationNames())
    expect(await migrateDeploy(databaseUrl)).toEqual([])
    expect(await run("select count(*)::int as n from nodes")).toEqual([{ n: 0 }])
  })

  it("lets several callers at once do it together", async () => {
    const results = await Promise.all([1, 2, 3, 4].map(() => migrateDeploy(databaseUrl, dir)))
    expect(results.flat()).toEqual(await migrationNames())
    expect(await migrateDeploy(databaseUrl, dir)).toEqual([])
  })

  it("keeps function bodies and semicolons in them whole", async () => {
    await addMigration(
      "20990101000000_function",
      "create function f() returns int language plpgsql as $$ begin perform 1; return 2; end $$; -- a; b",
    )
    await migrateDeploy(databaseUrl, dir)
    expect(await run("select f()")).toEqual([{ f: 2 }])
  })

  it("keeps nothing of a migration that fails, and goes on once it is mended", async () => {
    await addMigration("20990101000000_broken", "create table half (a int); select * from nowhere;")
    await expect(migrateDeploy(databaseUrl, dir)).rejects.toMatchObject({
      code: "migration/broken",
      meta: { migration: "20990101000000_broken" },
    })
    expect(await run("select to_regclass('half') as half")).toEqual([{ half: null }])
    await addMigration("20990101000000_broken", "create table half (a int);")
    expect(await migrateDeploy(databaseUrl, dir)).toEqual(["20990101000000_broken"])
  })

  it("refuses a migration that was edited after it was applied", async () => {
    await addMigration("20990101000000_more", "create table more (a int);")
    await migrateDeploy(databaseUrl, dir)
    await addMigration("20990101000000_more", "create table more (a bigint);")
    await expect(migrateDeploy(databaseUrl, dir)).rejects.toMatchObject({ code: "migration/edited" })
  })

  it("refuses a database of a newer release", async () => {
    await addMigration("20990101000000_newer", "create table newer (a int);")
    await migrateDeploy(databaseUrl, dir)
    await expect(migrateDeploy(databaseUrl)).rejects.toMatchObject({ code: "migration/unknown" })
  })

  it("refuses a migration that sorts before an applied one", async () => {
    await migrateDeploy(databaseUrl, dir)
    await addMigration("20000101000000_late", "create table late (a int);")
    await expect(migrateDeploy(databaseUrl, dir)).rejects.toMatchObject({ code: "migration/out-of-order" })
  })

  it("refuses to go on after a migration that Prisma's command line left half-done", async () => {
    await migrateDeploy(databaseUrl, dir)
    await run('update "_prisma_migrations" set finished_at = null')
    await expect(migrateDeploy(databaseUrl, dir)).rejects.toMatchObject({ code: "migration/failed" })
  })

  it("says that a database cannot be reached", async () => {
    await expect(migrateDeploy("postgresql://u:p@127.0.0.1:1/x")).rejects.toMatchObject({
      code: "database/unreachable",
      retryable: true,
    })
  })
})

describe("the migrations", () => {
  it("make exactly the schema, as Prisma's own command line sees it", async () => {
    const args = ["--from-migrations", "migrations", "--to-schema", "schema.prisma", "--exit-code"]
    const { exitCode, output } = await runPrisma(["migrate", "diff", ...args], databaseUrl)
    expect({ exitCode, output }).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/no difference/i),
    })
  })

  it("are told apart from another schema, so that the check above can fail", async () => {
    const other = path.join(dir, "other.prisma")
    await writeFile(other, 'datasource db {\n provider = "postgresql"\n}\nmodel Other {\n id Int @id\n}\n')
    const args = ["--from-migrations", "migrations", "--to-schema", other, "--exit-code"]
    expect((await runPrisma(["migrate", "diff", ...args], databaseUrl)).exitCode).toBe(2)
  })

  it("are accepted by Prisma's command line as its own work", async () => {
    await migrateDeploy(databaseUrl)
    const { exitCode, output } = await runPrisma(["migrate", "status"], databaseUrl)
    expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringContaining("up to date") })
    const deployed = await runPrisma(["migrate", "deploy"], databaseUrl)
    expect(deployed).toMatchObject({ exitCode: 0, output: expect.stringContaining("No pending migrations") })
  })
})

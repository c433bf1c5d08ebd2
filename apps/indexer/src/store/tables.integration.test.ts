import { createDb, type Db } from "@sextant/prisma/client"
import { createTestDatabase, type TestDatabase } from "@sextant/prisma/tools/testDatabase"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Table, tables } from "./tables.ts"

let database: TestDatabase
let db: Db

beforeAll(async () => {
  database = await createTestDatabase()
  db = createDb(database.databaseUrl)
})

afterAll(async () => {
  await db?.close()
  await database?.stop()
})

const ALIASES: Readonly<Record<string, string>> = {
  int8: "bigint",
  int4: "integer",
  bool: "boolean",
  _bytea: "bytea[]",
  _bool: "boolean[]",
}

describe("tables", () => {
  it.each(Object.entries(tables))(
    "%s has the schema's columns, types and key",
    async (name, table: Table) => {
      const columns = await db.pool.query<{ column_name: string; udt_name: string; is_nullable: string }>(
        "select column_name, udt_name, is_nullable from information_schema.columns where table_name = $1",
        [name],
      )
      const found = Object.fromEntries(
        columns.rows
          .filter((row) => !(name === "node_events" && row.column_name === "id"))
          .map((row) => {
            const base = ALIASES[row.udt_name] ?? row.udt_name
            const type = /[A-Z]/.test(base) ? `"${base}"` : base
            // Prisma has no lists that may not be null; what we write never is.
            return [row.column_name, row.is_nullable === "YES" && !type.endsWith("[]") ? `${type}?` : type]
          }),
      )
      expect(found).toEqual(table.columns)
      const unique = await db.pool.query<{ columns: string[] }>(
        `select array(select attname::text from pg_attribute
         where attrelid = i.indrelid and attnum = any(i.indkey::int2[])) as columns
       from pg_index i where i.indrelid = $1::text::regclass and i.indisunique`,
        [name],
      )
      const keys = unique.rows.map((row) => [...row.columns].sort())
      expect(keys).toContainEqual([...table.key].sort())
    },
  )
})

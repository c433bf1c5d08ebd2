import type { PoolClient } from "@sextant/prisma/client"
import { type ColumnType, type RowChange, type Table, type TableName, tables } from "./tables.ts"

/** Arrays of arrays would be flattened by unnest: these travel as text and are cast row by row. */
const TEXT_TYPES: readonly string[] = ["jsonb", "bytea[]", "boolean[]"]

const bare = (type: ColumnType): string => type.replace(/\?$/, "")
const travelsAsText = (type: string): boolean => TEXT_TYPES.includes(type) || type.startsWith('"')

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")
}

/** The literal of an array of bytes or booleans: both need no quoting beyond the backslash of bytea. */
function arrayLiteral(values: readonly (Uint8Array | boolean)[]): string {
  const items = values.map((value) => (typeof value === "boolean" ? String(value) : `"\\\\x${hexOf(value)}"`))
  return `{${items.join(",")}}`
}

function encodeValue(type: string, value: unknown): unknown {
  if (value === null) return null
  if (type === "jsonb") return JSON.stringify(value)
  if (type === "bytea[]" || type === "boolean[]")
    return arrayLiteral(value as readonly (Uint8Array | boolean)[])
  if (typeof value === "bigint") return value.toString()
  if (value instanceof Date) return value.toISOString()
  return value
}

const statements = new Map<TableName, string>()

/** `insert … select … from unnest(…) on conflict (key) do update`, rewriting a row only when it differs. */
function statementOf(name: TableName): string {
  const known = statements.get(name)
  if (known !== undefined) return known
  const table: Table = tables[name]
  const columns = Object.entries(table.columns).map(([column, type]) => ({ column, type: bare(type) }))
  const parameters = columns.map(
    ({ type }, index) => `$${index + 1}::${travelsAsText(type) ? "text" : type}[]`,
  )
  const selected = columns.map(({ column, type }) =>
    travelsAsText(type) ? `r.${column}::${type}` : `r.${column}`,
  )
  const names = columns.map(({ column }) => column)
  const rest = names.filter((column) => !table.key.includes(column))
  const compared = rest.filter((column) => table.stamps?.includes(column) !== true)
  const update = `update set ${rest.map((column) => `${column} = excluded.${column}`).join(", ")}
    where (${compared.map((column) => `t.${column}`).join(", ")})
      is distinct from (${compared.map((column) => `excluded.${column}`).join(", ")})`
  const statement = `
    insert into ${name} as t (${names.join(", ")})
    select ${selected.join(", ")}
    from unnest(${parameters.join(", ")}) as r(${names.join(", ")})
    on conflict (${table.key.join(", ")}) do ${update}`
  statements.set(name, statement)
  return statement
}

/** PostgreSQL allows no two rows of one insert with the same key; the later one counts. */
function lastOfEachKey(name: TableName, rows: readonly Readonly<Record<string, unknown>>[]) {
  const { key } = tables[name]
  const byKey = new Map<string, Readonly<Record<string, unknown>>>()
  for (const row of rows) {
    const id = key
      .map((column) => (row[column] instanceof Uint8Array ? hexOf(row[column]) : String(row[column])))
      .join("|")
    byKey.delete(id)
    byKey.set(id, row)
  }
  return [...byKey.values()]
}

/**
 * Writes rows in bulk, table by table in the order in which the tables first appear (parents before children).
 * A row whose key exists replaces the old one whole.
 */
export async function writeRows(client: PoolClient, changes: readonly RowChange[]): Promise<void> {
  const byTable = new Map<TableName, Readonly<Record<string, unknown>>[]>()
  for (const { table, row } of changes) {
    const rows = byTable.get(table)
    if (rows === undefined) byTable.set(table, [row])
    else rows.push(row)
  }
  for (const [name, rows] of byTable) {
    const unique = lastOfEachKey(name, rows)
    const values = Object.entries(tables[name].columns).map(([column, type]) =>
      unique.map((row) => encodeValue(bare(type), row[column])),
    )
    await client.query(statementOf(name), values)
  }
}

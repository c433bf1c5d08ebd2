import process from "node:process"
import pg from "pg"

/** Prisma's code for a PostgreSQL or network failure. */
const PRISMA_CODES = {
  "3D000": "P1003",
  "28P01": "P1000",
  "42P04": "P1009",
  ECONNREFUSED: "P1001",
  ENOTFOUND: "P1001",
}

function fail(message, errorCode) {
  const line = {
    level: "ERROR",
    target: "schema_engine::logger",
    fields: { message, error_code: errorCode },
  }
  process.stderr.write(`\n${JSON.stringify(line)}\n`)
  return 1
}

/** Runs `can-connect-to-database` or `create-database` and returns the exit code. */
export async function runCommand(command, url) {
  if (command !== "can-connect-to-database" && command !== "create-database") {
    return fail(`unknown command ${command}`, "P1011")
  }
  const target = new URL(url)
  target.searchParams.delete("schema")
  const database = decodeURIComponent(target.pathname.slice(1))
  if (command === "create-database") target.pathname = "/postgres"
  const client = new pg.Client({ connectionString: target.toString() })
  try {
    await client.connect()
    if (command === "create-database")
      await client.query(`create database "${database.replaceAll('"', '""')}"`)
    return 0
  } catch (error) {
    return fail(error.message || String(error.code), PRISMA_CODES[error.code] ?? "P1011")
  } finally {
    await client.end().catch(() => {})
  }
}

import { mkdir, rm } from "node:fs/promises"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { runPrisma } from "./prismaCli.ts"
import { createTestDatabase } from "./testDatabase.ts"

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** Writes the SQL that leads from the migrations to the schema into a new migration. @returns its folder. */
export async function writeMigration(name: string, now: Date): Promise<string> {
  if (!/^[a-z0-9_]+$/.test(name)) throw new Error("a migration's name is lower-case words joined by _")
  const stamp = now.toISOString().replaceAll(/\D/g, "").slice(0, 14)
  const folder = path.join(here("../migrations"), `${stamp}_${name}`)
  const database = await createTestDatabase({ migrated: false })
  await mkdir(folder)
  try {
    const args = ["--from-migrations", "migrations", "--to-schema", "schema.prisma", "--script"]
    const file = path.join(folder, "migration.sql")
    const { exitCode, output } = await runPrisma(
      ["migrate", "diff", ...args, "-o", file],
      database.databaseUrl,
    )
    if (exitCode !== 0) throw new Error(`prisma migrate diff failed:\n${output}`)
    return folder
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  } finally {
    await database.stop()
  }
}

if (import.meta.main) {
  const [name] = process.argv.slice(2)
  if (name === undefined) {
    process.stderr.write("usage: node prisma/tools/newMigration.ts <name>\n")
    process.exitCode = 1
  } else process.stdout.write(`${await writeMigration(name, new Date())}\n`)
}

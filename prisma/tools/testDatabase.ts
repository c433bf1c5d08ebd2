import { randomUUID } from "node:crypto"
import { chmod, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { startEmbedded } from "../embedded.ts"
import { migrateDeploy } from "../migrate.ts"
import { runOnServer } from "../runOnServer.ts"

export type TestDatabase = {
  readonly databaseUrl: string
  /** Removes the database, and the server when it was started for it. */
  readonly stop: () => Promise<void>
}

async function runSql(serverUrl: string, sql: string): Promise<void> {
  await runOnServer(serverUrl, (client) => client.query(sql))
}

async function createOn(serverUrl: string): Promise<TestDatabase> {
  const name = `sextant_test_${randomUUID().replaceAll("-", "")}`
  await runSql(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return {
    databaseUrl: url.toString(),
    stop: () => runSql(serverUrl, `drop database if exists ${name} with (force)`),
  }
}

async function createEmbedded(): Promise<TestDatabase> {
  const dir = await mkdtemp(path.join(tmpdir(), "sextant-pg-"))
  // Run by root, the server's user must be able to enter.
  await chmod(dir, 0o755)
  const { databaseUrl, stop } = await startEmbedded({ dir, durability: "none" })
  return {
    databaseUrl,
    async stop() {
      await stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/**
 * Makes an empty database for one test file: on the server of TEST_DATABASE_URL or DATABASE_URL when one is set, else on
 * an embedded server of its own.
 *
 * @param options.migrated - Default true: with the current schema.
 */
export async function createTestDatabase(
  options: { readonly migrated?: boolean } = {},
): Promise<TestDatabase> {
  const { TEST_DATABASE_URL, DATABASE_URL } = process.env
  const serverUrl = TEST_DATABASE_URL ?? DATABASE_URL
  const database = serverUrl ? await createOn(serverUrl) : await createEmbedded()
  if (options.migrated !== false) await migrateDeploy(database.databaseUrl)
  return database
}

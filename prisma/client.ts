import { PrismaPg } from "@prisma/adapter-pg"
import pg from "pg"
import { PrismaClient } from "./generated/client.ts"

export type Pool = pg.Pool
export type PoolClient = pg.PoolClient

export type Db = {
  /** For reads and single rows. */
  readonly prisma: PrismaClient
  /** For bulk writes and transactions: Prisma's `createMany` blocks the event loop on thousands of rows. Shared with `prisma`. */
  readonly pool: Pool
  /** Waits for running queries, then closes every connection. */
  readonly close: () => Promise<void>
}

export type DbOptions = {
  /** Default 10; 1 or 2 for a serverless instance behind a pooler. */
  readonly connectionsMax?: number
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string
}

/**
 * Opens a database. No connection is made before the first query.
 *
 * @param databaseUrl - `postgresql://user:password@host:port/database`.
 */
export function createDb(databaseUrl: string, options: DbOptions = {}): Db {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.connectionsMax ?? 10,
    application_name: options.applicationName ?? "sextant",
  })
  // An idle connection that the server drops is replaced on the next query; without a listener it would end the process.
  pool.on("error", () => {})
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  let closing: Promise<void> | undefined
  const closeBoth = async () => {
    await prisma.$disconnect()
    await pool.end()
  }
  return {
    prisma,
    pool,
    close() {
      closing ??= closeBoth()
      return closing
    },
  }
}

import path from "node:path"
import { type Embedded, startEmbedded } from "@sextant/prisma/embedded"
import { migrateDeploy } from "@sextant/prisma/migrate"
import { runOnServer } from "@sextant/prisma/runOnServer"

export type Database = {
  readonly databaseUrl: string
  /** The embedded server's process; undefined for a server of yours. */
  readonly pid: () => number | undefined
  readonly stop: () => Promise<void>
}

export type DatabaseOptions = {
  readonly dataFolder: string
  readonly port: number
  /** `DATABASE_URL`: a server of yours instead of the embedded one. */
  readonly serverUrl: string | undefined
  /** Names this network's own database on a server of yours, so that networks never mix and nothing of yours is touched. */
  readonly networkName: string
  readonly say: (text: string) => void
  /** The embedded server runs again as another process. */
  readonly onRelaunched: () => void
}

const CHECK_MS = 1_000

/** Starts the embedded PostgreSQL, or makes this network's database on the server given, and migrates it. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database =
    options.serverUrl === undefined ? await embedded(options) : await external(options, options.serverUrl)
  await migrateDeploy(database.databaseUrl)
  return database
}

async function embedded(options: DatabaseOptions): Promise<Database> {
  const launch = () => startEmbedded({ dir: path.join(options.dataFolder, "database"), port: options.port })
  let server: Embedded = await launch()
  let relaunching: Promise<void> | undefined
  const keep = setInterval(() => {
    if (relaunching !== undefined || isAlive(server.pid)) return
    options.say("The database ended; launching it again.")
    relaunching = launch()
      .then((next) => {
        server = next
        options.onRelaunched()
      })
      .catch((error: unknown) => options.say(`The database could not be launched: ${String(error)}`))
      .finally(() => {
        relaunching = undefined
      })
  }, CHECK_MS)
  return {
    databaseUrl: server.databaseUrl,
    pid: () => (isAlive(server.pid) ? server.pid : undefined),
    async stop() {
      clearInterval(keep)
      await relaunching
      await server.stop()
    },
  }
}

async function external(options: DatabaseOptions, serverUrl: string): Promise<Database> {
  const url = new URL(serverUrl)
  const name = `${decodeURIComponent(url.pathname.slice(1)) || "sextant"}_${options.networkName}`
  await runOnServer(serverUrl, async (client) => {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  })
  url.pathname = `/${encodeURIComponent(name)}`
  return { databaseUrl: url.toString(), pid: () => undefined, stop: async () => {} }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

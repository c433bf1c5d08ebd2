import { createServer } from "node:net"
import process from "node:process"
import pg from "pg"
import { provideBinaries } from "./embedded/binaries.ts"
import { type Cluster, ensureCluster } from "./embedded/cluster.ts"
import { serverIdentity } from "./embedded/identity.ts"
import { choosePlace } from "./embedded/place.ts"
import { findRunning, type ServerSettings, startServer, stopServer, urlOf } from "./embedded/server.ts"

export type EmbeddedOptions = {
  /** Folder that holds the database and everything around it; made when missing. */
  readonly dir: string
  /** TCP port on 127.0.0.1; a free one by default. A surviving server on another port is restarted on this one. */
  readonly port?: number
  /** Default `sextant`; made when missing. */
  readonly database?: string
  /** `none` trades durability for speed: for tests. */
  readonly durability?: ServerSettings["durability"]
  readonly onProgress?: (text: string) => void
}

export type Embedded = {
  readonly databaseUrl: string
  readonly pid: number
  readonly port: number
  /** True when the server was already running, left behind by a process that died. */
  readonly adopted: boolean
  /** Stops the server and waits for its end. May be called twice. */
  readonly stop: () => Promise<void>
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })
}

async function ensureDatabase(cluster: Cluster, port: number, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(cluster, port, "postgres") })
  await client.connect()
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [database])
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(database)}`)
  } finally {
    await client.end()
  }
}

/**
 * Starts the PostgreSQL that comes with npm on a folder, or takes over the one that still serves it.
 *
 * As root it runs as an unprivileged user, since PostgreSQL refuses root. The server is stopped when this process exits
 * by itself; killed with -9, this process leaves it behind for the next call to take over.
 *
 * @throws DatabaseError embedded/…, each with what to do.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const onProgress = options.onProgress ?? (() => {})
  const identity = serverIdentity()
  const place = await choosePlace(identity, options.dir)
  const binaries = await provideBinaries(identity, place.binariesDir)
  const cluster = await ensureCluster({ binaries, identity, onProgress }, place)

  let running = await findRunning({ place, cluster })
  if (running !== undefined && options.port !== undefined && running.port !== options.port) {
    await stopServer(running.pid)
    running = undefined
  }
  if (running === undefined) {
    onProgress("starting the database")
    const settings = { port: options.port ?? (await freePort()), durability: options.durability ?? "full" }
    running = await startServer({ binaries, identity, place, cluster }, settings)
  }
  const { pid, port, adopted } = running
  const stopOnExit = () => {
    try {
      process.kill(pid, "SIGINT")
    } catch {
      // It is gone already.
    }
  }
  process.once("exit", stopOnExit)
  const database = options.database ?? "sextant"
  await ensureDatabase(cluster, port, database)
  let stopping: Promise<void> | undefined
  return {
    databaseUrl: urlOf(cluster, port, database),
    pid,
    port,
    adopted,
    stop() {
      process.removeListener("exit", stopOnExit)
      stopping ??= stopServer(pid)
      return stopping
    },
  }
}

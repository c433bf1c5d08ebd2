import { createServer } from "node:net"
import process from "node:process"
import pg from "pg"
import { provideBinaries } from "./embedded/binaries.ts"
import { type Cluster, ensureCluster } from "./embedded/cluster.ts"
import { serverIdentity } from "./embedded/identity.ts"
import { choosePlace } from "./embedded/place.ts"
import {
  findRunning,
  type Server,
  type ServerDeps,
  type ServerSettings,
  startServer,
  urlOf,
} from "./embedded/server.ts"
import { stopServer } from "./embedded/stopServer.ts"
import { withLock } from "./embedded/withLock.ts"

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

async function startOrAdopt(options: EmbeddedOptions, deps: ServerDeps): Promise<Server> {
  const running = await findRunning(deps)
  if (running !== undefined) {
    if (options.port === undefined || running.port === options.port) return running
    await stopServer(running.pid)
  }
  options.onProgress?.("starting the database")
  const port = options.port ?? (await freePort())
  return startServer(deps, { port, durability: options.durability ?? "full" })
}

function stopOnExit(pid: number): () => void {
  const listener = () => {
    try {
      process.kill(pid, "SIGINT")
    } catch {
      // It is gone already.
    }
  }
  process.once("exit", listener)
  return () => process.removeListener("exit", listener)
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
  const database = options.database ?? "sextant"
  const { durability = "full", onProgress = () => {} } = options
  const identity = serverIdentity()
  const place = await choosePlace(identity, options.dir)
  const { server, cluster, forget } = await withLock(`${place.home}.lock`, async () => {
    const binaries = await provideBinaries(identity, place.binariesDir)
    const cluster = await ensureCluster({ binaries, identity, durability, onProgress }, place)
    const server = await startOrAdopt(options, { binaries, identity, place, cluster })
    const forget = stopOnExit(server.pid)
    await ensureDatabase(cluster, server.port, database)
    return { server, cluster, forget }
  })
  const { pid, port, adopted } = server
  let stopping: Promise<void> | undefined
  return {
    databaseUrl: urlOf(cluster, port, database),
    pid,
    port,
    adopted,
    stop() {
      forget()
      stopping ??= stopServer(pid)
      return stopping
    },
  }
}

import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, openSync } from "node:fs"
import { readFile, rm } from "node:fs/promises"
import path from "node:path"
import process from "node:process"
import { setTimeout as sleep } from "node:timers/promises"
import pg from "pg"
import { DatabaseError } from "../errors.ts"
import type { Binaries } from "./binaries.ts"
import type { Cluster } from "./cluster.ts"
import type { Identity } from "./identity.ts"
import { isAlive } from "./isAlive.ts"
import type { Place } from "./place.ts"

const HOST = "127.0.0.1"
const START_TIMEOUT_MS = 60_000
const POLL_MS = 20

export type Server = { readonly pid: number; readonly port: number; readonly adopted: boolean }

export type ServerSettings = {
  readonly port: number
  /** `none` trades durability for speed: for tests. */
  readonly durability: "full" | "none"
}

export type ServerDeps = {
  readonly binaries: Binaries
  readonly identity: Identity
  readonly place: Place
  readonly cluster: Cluster
}

/** `postgresql://` address of one database of a server. */
export function urlOf(cluster: Cluster, port: number, database: string): string {
  return `postgresql://${cluster.user}:${cluster.password}@${HOST}:${port}/${database}`
}

function serverArgs(place: Place, settings: ServerSettings): string[] {
  const options = {
    listen_addresses: HOST,
    unix_socket_directories: "",
    max_connections: "100",
    shared_buffers: "64MB",
    // One process less per worker; the load is small.
    io_method: "sync",
    jit: "off",
    ...(settings.durability === "none"
      ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }
      : {}),
  }
  const flags = Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  return ["-D", place.data, "-p", String(settings.port), ...flags]
}

/** True when a server answers on the port and serves exactly this folder. */
async function serves(deps: Pick<ServerDeps, "place" | "cluster">, port: number): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlOf(deps.cluster, port, "postgres"),
    connectionTimeoutMillis: 2_000,
  })
  client.on("error", () => {})
  try {
    await client.connect()
  } catch {
    // Not waited for: a client that never got through to a server never finishes its farewell.
    void client.end().catch(() => {})
    return false
  }
  try {
    const { rows } = await client.query<{ data_directory: string }>("show data_directory")
    return rows[0]?.data_directory === deps.place.data
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

type LockFile = { readonly pid: number; readonly port: number }

async function readLockFile(place: Place): Promise<LockFile | undefined> {
  const text = await readFile(path.join(place.data, "postmaster.pid"), "utf8").catch(() => undefined)
  if (text === undefined) return undefined
  const lines = text.split("\n")
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

/** False only when the system can tell that the process is some other program, which got the id after a reboot. */
async function mayBePostgres(pid: number): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "postgres")
  return name.startsWith("postgres")
}

/**
 * Looks for a server that outlived the process which started it.
 *
 * A lock file whose process is gone is PostgreSQL's own to clean up; one whose id now belongs to another program would
 * stop it from starting, so that one is removed here.
 */
export async function findRunning(deps: Pick<ServerDeps, "place" | "cluster">): Promise<Server | undefined> {
  const deadlineMs = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const lock = await readLockFile(deps.place)
    if (lock === undefined || !isAlive(lock.pid)) return undefined
    if (!(await mayBePostgres(lock.pid))) {
      await rm(path.join(deps.place.data, "postmaster.pid"), { force: true })
      return undefined
    }
    if (lock.port > 0 && (await serves(deps, lock.port)))
      return { pid: lock.pid, port: lock.port, adopted: true }
    if (Date.now() > deadlineMs)
      throw new DatabaseError("embedded/start-failed", { meta: { pid: lock.pid, port: lock.port } })
    await sleep(POLL_MS)
  }
}

function spawnServer(deps: ServerDeps, settings: ServerSettings): ChildProcess {
  const log = openSync(deps.place.logFile, "w", 0o600)
  try {
    return spawn(deps.binaries.postgres, serverArgs(deps.place, settings), {
      ...deps.identity,
      cwd: "/",
      stdio: ["ignore", log, log],
      // A group of its own: Ctrl-C in the terminal must not reach it before our connections are closed.
      detached: process.platform !== "win32",
    })
  } finally {
    closeSync(log)
  }
}

/** Reasons that pass by themselves: the children of a killed server need a moment to leave. */
const TRANSIENT = ["pre-existing shared memory block", "lock file", "is being used by another process"]

type Attempt = { readonly kind: "up"; readonly pid: number } | { readonly kind: "down"; readonly log: string }

async function attemptStart(deps: ServerDeps, settings: ServerSettings): Promise<Attempt> {
  const child = spawnServer(deps, settings)
  let failure: Error | undefined
  child.once("error", (error) => {
    failure = error
  })
  const deadlineMs = Date.now() + START_TIMEOUT_MS
  for (;;) {
    if (failure !== undefined) throw new DatabaseError("embedded/start-failed", { cause: failure })
    if (child.exitCode !== null || child.signalCode !== null)
      return { kind: "down", log: await readFile(deps.place.logFile, "utf8").catch(() => "") }
    if (child.pid !== undefined && (await serves(deps, settings.port))) {
      child.unref()
      return { kind: "up", pid: child.pid }
    }
    if (Date.now() > deadlineMs) {
      child.kill("SIGQUIT")
      throw new DatabaseError("embedded/start-failed", { meta: { waitedMs: START_TIMEOUT_MS } })
    }
    await sleep(POLL_MS)
  }
}

/**
 * Starts a server on the folder and waits until it answers.
 *
 * @throws DatabaseError embedded/port-busy, or embedded/start-failed with the end of the server's log.
 */
export async function startServer(deps: ServerDeps, settings: ServerSettings): Promise<Server> {
  const deadlineMs = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const attempt = await attemptStart(deps, settings)
    if (attempt.kind === "up") return { pid: attempt.pid, port: settings.port, adopted: false }
    if (attempt.log.includes("Address already in use") || attempt.log.includes("could not bind"))
      throw new DatabaseError("embedded/port-busy", { meta: { port: settings.port } })
    const transient = TRANSIENT.some((reason) => attempt.log.includes(reason))
    if (!transient || Date.now() > deadlineMs)
      throw new DatabaseError("embedded/start-failed", { meta: { log: attempt.log.trim().slice(-1000) } })
    const running = await findRunning(deps)
    if (running !== undefined) return running
    await sleep(POLL_MS * 5)
  }
}

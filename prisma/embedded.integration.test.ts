import { spawn } from "node:child_process"
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { createDb } from "./client.ts"
import { isAlive } from "./embedded/isAlive.ts"
import { type Embedded, type EmbeddedOptions, startEmbedded } from "./embedded.ts"

let folder: string
let servers: Embedded[]

const start = async (options: Partial<EmbeddedOptions> = {}) => {
  const server = await startEmbedded({ dir: path.join(folder, "db"), durability: "none", ...options })
  servers.push(server)
  return server
}

async function query(databaseUrl: string, sql: string): Promise<Record<string, unknown>[]> {
  const db = createDb(databaseUrl)
  try {
    return (await db.pool.query<Record<string, unknown>>(sql)).rows
  } finally {
    await db.close()
  }
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sextant-embedded-"))
  await chmod(folder, 0o755)
  servers = []
})

afterEach(async () => {
  for (const server of servers) await server.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Starts a server from a process of its own and prints its address; that process then waits to be killed. */
async function startInChild(dir: string) {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(new URL("embedded.ts", import.meta.url).href)})
    const { databaseUrl, pid } = await startEmbedded({ dir: ${JSON.stringify(dir)}, durability: "none" })
    process.stdout.write(JSON.stringify({ databaseUrl, pid }) + "\\n")
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  })
  let text = ""
  for await (const chunk of child.stdout) {
    text += chunk
    if (text.includes("\n")) break
  }
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  return { ...(JSON.parse(text) as { databaseUrl: string; pid: number }), child, ended }
}

describe("startEmbedded", () => {
  it("creates a database, keeps it over a restart, and leaves no process", async () => {
    const progress: string[] = []
    const first = await start({ onProgress: (text) => progress.push(text) })
    await query(first.databaseUrl, "create table kept as select 42 as answer")
    await first.stop()
    expect(isAlive(first.pid)).toBe(false)
    expect(progress).toEqual(["creating the database", "starting the database"])

    const second = await start({ onProgress: (text) => progress.push(text) })
    expect(second.adopted).toBe(false)
    expect(await query(second.databaseUrl, "select answer from kept")).toEqual([{ answer: 42 }])
    expect(progress.slice(2)).toEqual(["starting the database"])
  })

  it("takes over a server whose parent was killed, with everything that was committed", async () => {
    const dir = path.join(folder, "db")
    const orphan = await startInChild(dir)
    await query(orphan.databaseUrl, "create table kept as select 1 as one")
    orphan.child.kill("SIGKILL")
    await orphan.ended
    expect(isAlive(orphan.pid)).toBe(true)

    const adopted = await start()
    expect(adopted).toMatchObject({ adopted: true, pid: orphan.pid, databaseUrl: orphan.databaseUrl })
    expect(await query(adopted.databaseUrl, "select one from kept")).toEqual([{ one: 1 }])
    await adopted.stop()
    expect(isAlive(orphan.pid)).toBe(false)
  })

  it("moves a server that it takes over to the port that is asked for", async () => {
    const orphan = await startInChild(path.join(folder, "db"))
    orphan.child.kill("SIGKILL")
    await orphan.ended
    const probe = createServer().listen(0, "127.0.0.1")
    await new Promise((resolve) => probe.once("listening", resolve))
    const address = probe.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    await new Promise((resolve) => probe.close(resolve))
    const moved = await start({ port })
    expect(moved).toMatchObject({ port, adopted: false })
    expect(isAlive(orphan.pid)).toBe(false)
  })

  it("starts again after the server itself was killed", async () => {
    const first = await start({ durability: "full" })
    await query(first.databaseUrl, "create table kept as select 7 as seven")
    process.kill(first.pid, "SIGKILL")
    while (isAlive(first.pid)) await sleep(10)
    const second = await start()
    expect(second.adopted).toBe(false)
    expect(await query(second.databaseUrl, "select seven from kept")).toEqual([{ seven: 7 }])
  })

  it("gives both callers the same server when two start at once", async () => {
    const [one, two] = await Promise.all([start(), start()])
    expect(one.pid).toBe(two.pid)
  })

  it("is not misled by a lock file whose process id belongs to another program now", async () => {
    const first = await start()
    await first.stop()
    const lock = path.join(folder, "db", "cluster", "data", "postmaster.pid")
    await writeFile(lock, `${process.pid}\n/somewhere\n0\n1\n\n127.0.0.1\n`)
    expect(await start()).toMatchObject({ adopted: false })
  })

  it("recovers from an initdb that was killed half-way", async () => {
    await mkdir(path.join(folder, "db"))
    // A starter that was killed left its lock, too.
    await writeFile(path.join(folder, "db", "cluster.lock"), "999999999")
    const partial = path.join(folder, "db", "cluster", "data.partial")
    await mkdir(partial, { recursive: true })
    await writeFile(path.join(partial, "PG_VERSION"), "18\n")
    const server = await start()
    expect(await query(server.databaseUrl, "select 1 as one")).toEqual([{ one: 1 }])
  })

  it("says what is wrong: a busy port, a foreign version, a lost password, a damaged folder", async () => {
    const busy = createServer((socket) => socket.resume()).listen(0, "127.0.0.1")
    await new Promise((resolve) => busy.once("listening", resolve))
    const address = busy.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    await expect(start({ port })).rejects.toMatchObject({ code: "embedded/port-busy", meta: { port } })
    await new Promise((resolve) => busy.close(resolve))

    const cluster = path.join(folder, "db", "cluster")
    const version = path.join(cluster, "data", "PG_VERSION")
    const good = await readFile(version, "utf8")
    await writeFile(version, "9\n")
    await expect(start()).rejects.toMatchObject({ code: "embedded/wrong-version" })
    await rm(version)
    await expect(start()).rejects.toMatchObject({ code: "embedded/folder-damaged" })
    await writeFile(version, good)
    await rm(path.join(cluster, "password"))
    await expect(start()).rejects.toMatchObject({ code: "embedded/password-missing" })
  })

  it("keeps the password to itself", async () => {
    await start()
    const { mode } = await import("node:fs/promises").then(({ stat }) =>
      stat(path.join(folder, "db", "cluster", "password")),
    )
    expect(mode & 0o077).toBe(0)
  })

  it.runIf(process.getuid?.() === 0)(
    "works below a folder that its user cannot enter, and forgets the data with the folder",
    async () => {
      await chmod(folder, 0o700)
      const first = await start()
      await query(first.databaseUrl, "create table kept as select 1")
      await first.stop()
      const home = (await readFile(path.join(folder, "db", "elsewhere"), "utf8")).trim()
      const second = await start()
      expect(await query(second.databaseUrl, "select count(*)::int as n from kept")).toEqual([{ n: 1 }])
      await second.stop()
      // Even a server that nobody stopped does not outlive its folder.
      const orphan = await startInChild(path.join(folder, "db"))
      orphan.child.kill("SIGKILL")
      await orphan.ended
      await rm(path.join(folder, "db"), { recursive: true })
      const third = await start()
      expect(isAlive(orphan.pid)).toBe(false)
      await expect(query(third.databaseUrl, "select * from kept")).rejects.toThrow("does not exist")
      await third.stop()
      await expect(readFile(path.join(home, "made-for"))).rejects.toThrow()
      const last = (await readFile(path.join(folder, "db", "elsewhere"), "utf8")).trim()
      await rm(last, { recursive: true })
    },
  )
})

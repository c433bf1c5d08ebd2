import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { createSupervisor, type ProcessSpec, type Supervisor, stopLeftovers } from "./processes.ts"

let logFolder: string
let said: string[]
let supervisor: Supervisor

beforeEach(async () => {
  logFolder = await mkdtemp(path.join(tmpdir(), "sextant-logs-"))
  said = []
  supervisor = createSupervisor({ logFolder, onChange: () => {}, say: (text) => said.push(text) })
})
afterEach(async () => {
  await supervisor.stop()
  await rm(logFolder, { recursive: true, force: true })
})

/** A small program that says it is up; ready once its log says so. */
function program(name: string, body: string): ProcessSpec {
  return {
    name,
    program: process.execPath,
    args: ["-e", `${body}; console.log("up", process.pid); setInterval(() => {}, 1000)`],
    isReady: async () => (await readFile(path.join(logFolder, `${name}.log`), "utf8")).includes("up"),
    readyWithinMs: 10_000,
  }
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 100 && !holds(); attempt++) await sleep(100)
  expect(holds()).toBe(true)
}

describe("createSupervisor", () => {
  it("launches a killed program again and tells its new process", async () => {
    await supervisor.start(program("node-0", ""))
    const [before] = supervisor.running()
    if (before === undefined) throw new Error("nothing runs")
    process.kill(before.pid, "SIGKILL")
    await until(() => supervisor.running().some(({ pid }) => pid !== before.pid))
    expect(said[0]).toMatch(/^node-0 ended \(SIGKILL\)/)
  })

  it("stops newest first and leaves no process", async () => {
    await supervisor.start(program("l2", ""))
    await supervisor.start(program("node-0", ""))
    const pids = supervisor.running().map(({ pid }) => pid)
    expect(pids).toHaveLength(2)
    await supervisor.stop()
    expect(pids.map(isAlive)).toEqual([false, false])
    expect(supervisor.running()).toEqual([])
  })

  it("fails with the end of the log when a program ends before it is ready", async () => {
    const broken = program("web", 'console.error("no such table"); process.exit(3)')
    await expect(supervisor.start(broken)).rejects.toMatchObject({
      code: "devnet/start-failed",
      hint: expect.stringContaining("no such table"),
    })
  })

  it("ends the wait of a start when it is stopped in the middle", async () => {
    const slow: ProcessSpec = { ...program("web", ""), isReady: async () => false, readyWithinMs: 60_000 }
    const starting = supervisor.start(slow)
    const outcome = expect(starting).rejects.toMatchObject({ code: "devnet/start-failed" })
    await sleep(300)
    await supervisor.stop()
    await outcome
  })
})

describe("stopLeftovers", () => {
  it("ends what an earlier supervisor left, and nothing that merely has its old pid", async () => {
    await supervisor.start(program("node-0", "const mark = 'apps/node'"))
    await supervisor.start(program("indexer", "const other = 1"))
    const records = supervisor.running()
    const stopped = await stopLeftovers(records, (name) => (name === "node-0" ? "apps/node" : "apps/indexer"))
    expect(stopped).toBe(1)
    const indexer = records.find(({ name }) => name === "indexer")
    expect(isAlive(indexer?.pid ?? 0)).toBe(true)
  })
})

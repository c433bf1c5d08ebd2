import { type ChildProcess, spawn } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { createDb, type Db } from "@sextant/prisma/client"
import { createTestDatabase, type TestDatabase } from "@sextant/prisma/tools/testDatabase"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { evmStep } from "./evmStep.ts"
import { createHandler } from "./handler.ts"
import { createEvmSource } from "./sources/evmLogs.ts"
import { createRpc } from "./sources/rpc.ts"
import { logs } from "./sources/testing/contractLogs.ts"
import { emit, installEmitters, testContracts } from "./sources/testing/emitter.ts"
import { type Anvil, startAnvil } from "./sources/testing/startAnvil.ts"
import { defaultLimits } from "./stepLimits.ts"
import { resetIndex } from "./store/resetIndex.ts"
import { dumpEvmIndex } from "./testing/dumpIndex.ts"
import { createFakeAppchain, type FakeAppchain } from "./testing/fakeAppchain.ts"
import { type Served, serveFake } from "./testing/serveFake.ts"

let anvil: Anvil
let database: TestDatabase
let db: Db
let chain: FakeAppchain
let nodes: Served
const children = new Set<ChildProcess>()

const env = (more: Readonly<Record<string, string>> = {}) => ({
  DATABASE_URL: database.databaseUrl,
  L2_RPC_URL: anvil.url,
  NODE_URLS: nodes.url,
  CONTRACTS: JSON.stringify({ chainId: 31337, contracts: testContracts }),
  START_BLOCK: "0",
  POLL_INTERVAL_MS: "20",
  ...more,
})

type Line = { readonly event: string } & Readonly<Record<string, unknown>>
type Run = { readonly child: ChildProcess; readonly lines: () => readonly Line[] }

function startMain(more: Readonly<Record<string, string>> = {}): Run {
  const main = fileURLToPath(new URL("main.ts", import.meta.url))
  const child = spawn(process.execPath, [main], {
    env: env(more),
    stdio: ["ignore", "pipe", "inherit"],
  })
  children.add(child)
  let text = ""
  child.stdout.on("data", (chunk) => {
    text += chunk
  })
  return {
    child,
    lines: () =>
      text
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line),
  }
}

const ended = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise<void>((resolve) => child.once("exit", () => resolve()))

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadlineMs = Date.now() + 30_000
  while (!(await condition())) {
    if (Date.now() > deadlineMs) throw new Error("waited too long")
    await sleep(20)
  }
}

const evmHeight = async () => (await db.prisma.cursor.findUnique({ where: { source: "evm" } }))?.height ?? -1n

beforeAll(async () => {
  anvil = await startAnvil()
  database = await createTestDatabase({ migrated: false })
  db = createDb(database.databaseUrl)
  chain = createFakeAppchain()
  chain.finalizedHeight = 20
  nodes = await serveFake(chain)
  await installEmitters(anvil)
})

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL")
  await db?.close()
  await nodes?.stop()
  await database?.stop()
  await anvil?.stop()
})

describe("main", () => {
  it("migrates, indexes both chains, follows them, and stops cleanly on SIGTERM", async () => {
    const { child, lines } = startMain()
    await until(() => lines().some((line) => line.event === "started"))
    await until(async () => (await db.prisma.block.count()) === 21)
    await emit(anvil, logs.registered(1))
    await until(async () => (await db.prisma.registration.count()) === 1)
    chain.finalizedHeight = 22
    await until(async () => (await db.prisma.block.count()) === 23)
    child.kill("SIGTERM")
    await ended(child)
    expect(child.exitCode).toBe(0)
    expect(lines().at(-1)).toMatchObject({ event: "stopped", level: "info" })
  })

  it("loses and doubles nothing when it is killed again and again", async () => {
    let isEmitting = true
    const emitting = (async () => {
      for (let id = 100; id < 160; id++) {
        await emit(anvil, id % 5 === 0 ? logs.registered(id) : logs.claimed(id, 1n, BigInt(id)))
        await sleep(40)
      }
    })().finally(() => {
      isEmitting = false
    })
    let kills = 0
    while (isEmitting) {
      const { child } = startMain({ MAX_ROWS: "3" })
      await sleep(250 + ((kills * 137) % 400))
      child.kill("SIGKILL")
      await ended(child)
      kills++
    }
    await emitting
    const { child } = startMain()
    const head = await anvil.client.getBlockNumber({ cacheTime: 0 })
    await until(async () => (await evmHeight()) === head)
    child.kill("SIGTERM")
    await ended(child)
    expect(kills).toBeGreaterThan(2)
    const dump = await dumpEvmIndex(db.pool)
    await resetIndex(db.pool)
    const source = createEvmSource({ rpc: createRpc([anvil.url]), contracts: testContracts })
    await evmStep({ pool: db.pool, source, nowMs: Date.now, identity: "x", startBlock: 0n }, defaultLimits)
    expect(dump).toEqual(await dumpEvmIndex(db.pool))
    expect(dump.claims).toHaveLength(48)
    await resetIndex(db.pool)
  })

  it("goes on with one source while the other is away, and says so", async () => {
    const { child, lines } = startMain({ NODE_URLS: "http://127.0.0.1:1" })
    await until(async () => (await evmHeight()) > 0n)
    await until(
      async () => (await db.prisma.sourceStatus.findUnique({ where: { source: "appchain" } })) !== null,
    )
    const status = await db.prisma.sourceStatus.findUniqueOrThrow({ where: { source: "appchain" } })
    expect(status.lastErrorCode).toBe("node/unreachable")
    await until(() => lines().some((line) => line.event === "step-failed"))
    expect(lines().find((line) => line.event === "step-failed")).toMatchObject({
      source: "appchain",
      code: "node/unreachable",
    })
    child.kill("SIGTERM")
    await ended(child)
    expect(child.exitCode).toBe(0)
  })

  it.each([
    ["a missing variable", { L2_RPC_URL: "" }, "config/bad-env"],
    ["contracts that are none", { CONTRACTS: "{}" }, "config/bad-contracts"],
    ["a file that is not there", { CONTRACTS: "/nowhere/devnet.json" }, "config/bad-contracts"],
    ["another chain", { CHAIN_ID: "1", PRESET: "devnet" }, "evm/wrong-chain"],
  ])("ends with one clear line on %s", async (_name, more, code) => {
    const { child, lines } = startMain(more)
    await ended(child)
    expect(child.exitCode).toBe(1)
    expect(lines().at(-1)).toMatchObject({ level: "error", code })
  })
})

describe("createHandler", () => {
  const secret = "a secret of some length"
  const post = (token: string) =>
    new Request("http://indexer/", { method: "POST", headers: { authorization: `Bearer ${token}` } })

  it("does one bounded step per authorized call", async () => {
    await resetIndex(db.pool)
    const handle = createHandler(env({ INDEXER_SECRET: secret, MAX_ROWS: "5" }))
    const response = await handle(post(secret))
    expect(response.status).toBe(200)
    const body = (await response.json()) as { readonly progressed: boolean; readonly behind: boolean }
    expect(body).toMatchObject({ progressed: true, behind: true, appchain: { height: "22" } })
    while (((await (await handle(post(secret))).json()) as { behind: boolean }).behind);
    expect(await evmHeight()).toBe(await anvil.client.getBlockNumber({ cacheTime: 0 }))
  })

  it("refuses strangers, other methods and a missing secret", async () => {
    const handle = createHandler(env({ INDEXER_SECRET: secret }))
    expect((await handle(post("wrong"))).status).toBe(401)
    expect((await handle(new Request("http://indexer/"))).status).toBe(405)
    expect((await createHandler(env())(post(secret))).status).toBe(500)
  })

  it("answers 503 with the reason when a source is away", async () => {
    const handle = createHandler(env({ INDEXER_SECRET: secret, NODE_URLS: "http://127.0.0.1:1" }))
    const response = await handle(post(secret))
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ appchain: { kind: "failed", code: "node/unreachable" } })
  })
})

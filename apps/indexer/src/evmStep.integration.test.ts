import { createDb, type Db } from "@sextant/prisma/client"
import { createTestDatabase, type TestDatabase } from "@sextant/prisma/tools/testDatabase"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type EvmStepDeps, evmStep } from "./evmStep.ts"
import { createEvmSource } from "./sources/evmLogs.ts"
import { createRpc } from "./sources/rpc.ts"
import { addressOf, logs, wordOf } from "./sources/testing/contractLogs.ts"
import { type EmittedLog, emit, installEmitters, testContracts } from "./sources/testing/emitter.ts"
import { type Anvil, startAnvil } from "./sources/testing/startAnvil.ts"
import { defaultLimits } from "./stepLimits.ts"
import { resetIndex } from "./store/resetIndex.ts"
import { dumpEvmIndex } from "./testing/dumpIndex.ts"

let anvil: Anvil
let database: TestDatabase
let db: Db
let startBlock = 0n

/** A process's view: its own source with its own memory of ranges. */
function createDeps(): EvmStepDeps {
  const source = createEvmSource({ rpc: createRpc([anvil.url]), contracts: testContracts })
  return { pool: db.pool, source, nowMs: Date.now, identity: "31337:registry", startBlock }
}

const step = (limits = {}) => evmStep(createDeps(), { ...defaultLimits, ...limits })
const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`

async function stepUntilDone(limits = {}): Promise<void> {
  while ((await step(limits)).behind);
}

/** What a fresh index of the chain as it is now would hold. */
async function cleanDump() {
  await resetIndex(db.pool)
  await stepUntilDone()
  return dumpEvmIndex(db.pool)
}

async function emitAll(emitted: readonly EmittedLog[]): Promise<void> {
  for (const log of emitted) await emit(anvil, log)
}

beforeAll(async () => {
  anvil = await startAnvil()
  database = await createTestDatabase()
  db = createDb(database.databaseUrl)
  await installEmitters(anvil)
})

afterAll(async () => {
  await db?.close()
  await Promise.all([database?.stop(), anvil?.stop()])
})

beforeEach(async () => {
  await resetIndex(db.pool)
  await anvil.client.mine({ blocks: 1 })
  startBlock = (await anvil.client.getBlockNumber({ cacheTime: 0 })) + 1n
})

describe("evmStep", () => {
  it("turns the contracts' logs into rows, and remembers where it stands", async () => {
    await emitAll([
      logs.registered(1),
      logs.exitRequested(1),
      logs.exited(1, 2n ** 64n - 1n),
      logs.withdrawn(1, 123n),
      logs.snapshotAccepted(5),
      logs.claimed(1, 40n, 100n),
      logs.rewardRate(2n ** 256n - 1n),
      logs.foreign(),
    ])
    const result = await step()
    expect(result).toMatchObject({ logCount: 8, progressed: true, behind: false })
    expect(result.height).toBe(startBlock + 7n)

    const { prisma } = db
    const registration = await prisma.registration.findFirstOrThrow({ include: { contributors: true } })
    expect(registration).toMatchObject({ registryId: 1n, feeBps: 500, stakeAtomic: 25_000_000_000_000n })
    expect(hex(registration.nodeId)).toBe(wordOf(1))
    expect(registration.contributors.map(({ amountAtomic }) => amountAtomic)).toEqual([
      20_000_000_000_000n,
      5_000_000_000_000n,
    ])
    const claim = await prisma.claim.findFirstOrThrow()
    expect(claim).toMatchObject({ amountAtomic: 40n, claimedTotalAtomic: 100n })
    expect(hex(claim.account)).toBe(addressOf(1))
    expect((await prisma.nodeExit.findFirstOrThrow()).unlockAt.getUTCFullYear()).toBe(9999)
    expect((await prisma.rewardRate.findFirstOrThrow()).atomicPerDay.toFixed(0)).toBe(String(2n ** 256n - 1n))
    expect(await prisma.snapshotAcceptance.findFirstOrThrow()).toMatchObject({ height: 5n, signerCount: 6 })
    expect(await prisma.nodeEvent.findMany({ select: { kind: true }, orderBy: { height: "asc" } })).toEqual([
      { kind: "registered" },
      { kind: "exitRequested" },
      { kind: "exitedOnL2" },
    ])
    expect(await prisma.evmLog.count()).toBe(8)
    expect(await prisma.evmLog.count({ where: { event: null } })).toBe(1)
    const cursor = await prisma.cursor.findUniqueOrThrow({ where: { source: "evm" } })
    const head = await anvil.client.getBlock()
    expect(cursor.height).toBe(head.number)
    expect(hex(cursor.hash)).toBe(head.hash)
    expect(claim.at.getTime()).toBe(
      Number((await anvil.client.getBlock({ blockNumber: claim.blockNumber })).timestamp) * 1000,
    )
  })

  it("does nothing when nothing is new", async () => {
    await emitAll([logs.registered(2)])
    await step()
    expect(await step()).toMatchObject({ progressed: false, logCount: 0, behind: false })
  })

  it("arrives at the same index in tiny steps as in one", async () => {
    await emitAll(Array.from({ length: 9 }, (_, index) => logs.claimed(index, 1n, BigInt(index))))
    let steps = 0
    while ((await step({ maxRows: 2 })).behind) steps++
    const tiny = await dumpEvmIndex(db.pool)
    expect(steps).toBeGreaterThanOrEqual(4)
    expect(tiny).toEqual(await cleanDump())
    expect(tiny.claims).toHaveLength(9)
  })

  it("undoes a reorg and indexes the winning chain", async () => {
    await emitAll([logs.registered(10), logs.claimed(10, 1n, 1n)])
    await stepUntilDone()
    const snapshot = await anvil.client.snapshot()
    await emitAll([logs.claimed(10, 2n, 3n), logs.exitRequested(10), logs.registered(11)])
    await stepUntilDone()
    expect(await db.prisma.claim.count()).toBe(2)
    await anvil.client.revert({ id: snapshot })
    await emitAll([
      logs.rewardRate(9n),
      logs.claimed(10, 5n, 6n),
      logs.registered(12),
      logs.registered(11),
      logs.foreign(),
    ])
    await stepUntilDone()

    const dump = await dumpEvmIndex(db.pool)
    const reorg = await db.prisma.reorg.findFirstOrThrow()
    expect(reorg).toMatchObject({ removedLogs: 3, ancestorHeight: startBlock + 1n })
    expect((await db.prisma.claim.findMany()).map((claim) => claim.claimedTotalAtomic)).toEqual([1n, 6n])
    expect(dump).toEqual(await cleanDump())
  })

  it("undoes a reorg that leaves the chain no longer than before, and one that leaves it shorter", async () => {
    await emitAll([logs.claimed(20, 1n, 1n)])
    const snapshot = await anvil.client.snapshot()
    await emitAll([logs.claimed(20, 1n, 2n), logs.claimed(20, 1n, 3n), logs.claimed(20, 1n, 4n)])
    await stepUntilDone()
    await anvil.client.revert({ id: snapshot })
    await emitAll([logs.claimed(21, 1n, 9n), logs.claimed(21, 1n, 10n)])
    expect(await step()).toMatchObject({ rolledBackTo: startBlock })
    expect(await dumpEvmIndex(db.pool)).toEqual(await cleanDump())
  })

  it("waits for a provider that merely lags, without undoing anything", async () => {
    await emitAll([logs.claimed(30, 1n, 1n)])
    const snapshot = await anvil.client.snapshot()
    await emitAll([logs.claimed(30, 1n, 2n)])
    await stepUntilDone()
    await anvil.client.revert({ id: snapshot })
    expect(await step()).toMatchObject({ progressed: false, rolledBackTo: undefined })
    expect(await db.prisma.claim.count()).toBe(2)
  })

  it("refuses to undo what was final", async () => {
    const snapshot = await anvil.client.snapshot()
    await emitAll([logs.claimed(40, 1n, 1n)])
    await stepUntilDone()
    await db.pool.query("update source_status set finalized_height = $1", [String(startBlock)])
    await anvil.client.revert({ id: snapshot })
    await emitAll([logs.claimed(41, 1n, 1n), logs.claimed(41, 1n, 2n)])
    await expect(step()).rejects.toMatchObject({ code: "reorg/beyond-final", retryable: false })
    expect(await db.prisma.claim.count()).toBe(1)
  })

  it("refuses a database that indexes another network", async () => {
    await emitAll([logs.claimed(50, 1n, 1n)])
    await step()
    const deps = { ...createDeps(), identity: "1:other" }
    await expect(evmStep(deps, defaultLimits)).rejects.toMatchObject({ code: "cursor/foreign-network" })
  })

  it("says so when the chain ends before the first block", async () => {
    await expect(step()).rejects.toMatchObject({ code: "evm/before-start", retryable: true })
  })

  it("starts at the first block of a chain too", async () => {
    startBlock = 0n
    await stepUntilDone()
    const head = await anvil.client.getBlockNumber({ cacheTime: 0 })
    expect((await db.prisma.cursor.findUniqueOrThrow({ where: { source: "evm" } })).height).toBe(head)
  })

  it("writes every row once when several steps run at once", async () => {
    await emitAll(Array.from({ length: 12 }, (_, index) => logs.claimed(index, 1n, BigInt(index))))
    const runs = Array.from({ length: 6 }, async () => {
      for (let turn = 0; turn < 4; turn++) await step({ maxRows: 3 }).catch((error) => error)
    })
    await Promise.all(runs)
    await stepUntilDone()
    const dump = await dumpEvmIndex(db.pool)
    expect(dump.claims).toHaveLength(12)
    expect(dump).toEqual(await cleanDump())
  })

  it("equals a fresh index after a storm of reorgs, with two steps at once", async () => {
    // A fixed sequence: each number is how many blocks the fork drops, then how many it adds.
    const forks = [
      [1, 2],
      [3, 3],
      [2, 5],
      [6, 1],
      [4, 9],
      [1, 1],
      [8, 8],
    ] as const
    let salt = 1
    for (const [dropped, added] of forks) {
      const snapshot = await anvil.client.snapshot()
      for (let index = 0; index < dropped; index++) await emit(anvil, logs.claimed(salt++, 1n, 1n))
      await Promise.allSettled([step({ maxRows: 2 }), step()])
      await anvil.client.revert({ id: snapshot })
      for (let index = 0; index < added; index++) {
        await emit(anvil, index % 3 === 0 ? logs.registered(salt++) : logs.withdrawn(salt++, 1n))
        if (index % 2 === 0) await step().catch((error) => error)
      }
      await Promise.allSettled([step(), step({ maxRows: 1 })])
    }
    await emit(anvil, logs.claimed(salt, 1n, 1n))
    await anvil.client.mine({ blocks: 10 })
    await stepUntilDone()
    const dump = await dumpEvmIndex(db.pool)
    expect(await db.prisma.reorg.count()).toBeGreaterThan(2)
    expect(dump).toEqual(await cleanDump())
  })
})

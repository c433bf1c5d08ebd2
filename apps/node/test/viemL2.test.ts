import { hexToBytes } from "@sextant/shared/bytes"
import { height, l2Height } from "@sextant/shared/units"
import fc from "fast-check"
import { afterEach, describe, expect, it, vi } from "vitest"
import { createViemL2 } from "../src/l2/createViemL2.ts"
import type { Db, L2 } from "../src/ports.ts"
import { systemClock } from "../src/systemClock.ts"
import {
  createFakeEvmChain,
  createFakeProvider,
  FAKE_CHAIN_ID,
  type FakeEvmChain,
  fakeContracts,
  fakeLogs,
  type ProviderFaults,
} from "./fakeEvmChain.ts"
import { createMemoryDb } from "./memoryDb.ts"
import { silentLogger } from "./silentLogger.ts"
import { silentMetrics } from "./silentMetrics.ts"

const started: L2[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((l2) => l2.stop()))
})

async function watch(chain: FakeEvmChain, faults: ProviderFaults[] = [{}], db: Db = createMemoryDb()) {
  const l2 = createViemL2(
    {
      clock: systemClock,
      logger: silentLogger,
      metrics: silentMetrics,
      db,
      providers: faults.map((fault) => createFakeProvider(chain, fault)),
    },
    {
      chainId: FAKE_CHAIN_ID,
      contracts: fakeContracts,
      headRule: { lagBlocks: 1 },
      pollIntervalMs: 5,
      rangeBlocksMax: 50,
      lagBlocksMax: 3,
      account: undefined,
    },
  )
  started.push(l2)
  await l2.start()
  return l2
}

const untilHead = (l2: L2, number: number) =>
  vi.waitFor(async () => expect((await l2.allowedHead())?.number).toBe(number), {
    timeout: 3_000,
    interval: 5,
  })
const reference = (chain: FakeEvmChain, number: number) => ({
  number: l2Height(number),
  hash: hexToBytes(chain.hashOf(number)),
})
const idsOf = (events: Awaited<ReturnType<L2["events"]>>) =>
  events?.map((event) => (event.kind === "exitRequested" ? event.registryId : event.kind))

describe("createViemL2", () => {
  it("allows the block that lies the preset's lag behind the newest, and tells its watchers", async () => {
    const chain = createFakeEvmChain()
    chain.mineMany(5)
    const l2 = await watch(chain)
    const heads: number[] = []
    l2.onHead((head) => heads.push(head.number))
    await untilHead(l2, 4)
    chain.mine()
    await untilHead(l2, 5)
    expect(heads).toEqual([4, 5])
  })

  it("answers exactly the events of a range, in log order, registry and pool together", async () => {
    const chain = createFakeEvmChain()
    chain.mine(fakeLogs.exitRequested(1))
    chain.mine(fakeLogs.exitRequested(2), fakeLogs.rateSet(9n), fakeLogs.exitRequested(3))
    chain.mine(fakeLogs.exitRequested(4))
    chain.mine()
    const l2 = await watch(chain)
    await untilHead(l2, 3)
    const events = await l2.events({ after: l2Height(1), upTo: reference(chain, 2) })
    expect(idsOf(events)).toEqual([2, "rewardRateSet", 3])
    expect(events?.map((event) => event.logIndex)).toEqual([0, 1, 2])
    await expect(l2.events({ after: l2Height(0), upTo: reference(chain, 3) })).resolves.toHaveLength(5)
    await expect(l2.events({ after: l2Height(3), upTo: reference(chain, 3) })).resolves.toEqual([])
  })

  it("says not seen yet for a range beyond its head or on another chain", async () => {
    const chain = createFakeEvmChain()
    chain.mineMany(5)
    const l2 = await watch(chain)
    await untilHead(l2, 4)
    await expect(l2.events({ after: l2Height(0), upTo: reference(chain, 5) })).resolves.toBeUndefined()
    const foreign = { number: l2Height(3), hash: new Uint8Array(32) }
    await expect(l2.events({ after: l2Height(0), upTo: foreign })).resolves.toBeUndefined()
    await expect(l2.canonicalHash(l2Height(5))).resolves.toBeUndefined()
    await expect(l2.canonicalHash(l2Height(2))).resolves.toEqual(hexToBytes(chain.hashOf(2)))
  })

  it("drops what a reorganization took back and reads the new blocks", async () => {
    const chain = createFakeEvmChain()
    chain.mineMany(2)
    chain.mine(fakeLogs.exitRequested(1), fakeLogs.networkStarted(5))
    chain.mineMany(2)
    const l2 = await watch(chain)
    await untilHead(l2, 4)
    expect((await l2.networkStart())?.l2.number).toBe(3)
    const orphan = reference(chain, 4)
    chain.reorg(2, [fakeLogs.exitRequested(7)], [], [], [])
    await untilHead(l2, 5)
    await expect(l2.events({ after: l2Height(0), upTo: orphan })).resolves.toBeUndefined()
    expect(idsOf(await l2.events({ after: l2Height(0), upTo: reference(chain, 5) }))).toEqual([7])
    await expect(l2.canonicalHash(l2Height(4))).resolves.toEqual(hexToBytes(chain.hashOf(4)))
    await expect(l2.networkStart()).resolves.toBeUndefined()
  })

  it("reads the same events however small the ranges a provider allows", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 2 }), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.integer({ min: 1, max: 8 }),
        async (logsOfBlocks, rangeBlocksMax) => {
          const chain = createFakeEvmChain()
          for (const ids of logsOfBlocks) chain.mine(...ids.map(fakeLogs.exitRequested))
          chain.mine()
          const l2 = await watch(chain, [{ rangeBlocksMax }])
          await untilHead(l2, logsOfBlocks.length)
          const upTo = reference(chain, logsOfBlocks.length)
          expect(idsOf(await l2.events({ after: l2Height(0), upTo }))).toEqual(logsOfBlocks.flat())
          await l2.stop()
        },
      ),
      { numRuns: 15 },
    )
  })

  it("goes on with the second provider while the first fails, lags or lies", async () => {
    const chain = createFakeEvmChain()
    chain.mine(fakeLogs.exitRequested(1))
    chain.mineMany(9)
    for (const fault of [{ failing: true }, { height: 2 }, { lying: true }]) {
      const l2 = await watch(chain, [fault, {}])
      await untilHead(l2, 9)
      expect(idsOf(await l2.events({ after: l2Height(0), upTo: reference(chain, 9) }))).toEqual([1])
    }
  })

  it("never reads from a provider of another chain", async () => {
    const chain = createFakeEvmChain()
    chain.mineMany(3)
    const calls: string[] = []
    const l2 = await watch(chain, [{ chainId: 1, calls }, {}])
    await untilHead(l2, 2)
    expect(new Set(calls)).toEqual(new Set(["eth_chainId"]))
  })

  it("waits while every provider fails and goes on when one returns", async () => {
    const chain = createFakeEvmChain()
    chain.mineMany(3)
    const fault: ProviderFaults = { failing: true }
    const l2 = await watch(chain, [fault])
    await systemClock.sleepMs(30, new AbortController().signal)
    await expect(l2.allowedHead()).resolves.toBeUndefined()
    fault.failing = false
    await untilHead(l2, 2)
  })

  it("keeps what it read over a restart and reads on from there", async () => {
    const chain = createFakeEvmChain()
    chain.mine(fakeLogs.exitRequested(1))
    chain.mine(fakeLogs.snapshotAccepted(40))
    chain.mineMany(2)
    const db = createMemoryDb()
    const first = await watch(chain, [{}], db)
    await untilHead(first, 3)
    await first.stop()
    const second = await watch(chain, [{ failing: true }], db)
    expect((await second.allowedHead())?.number).toBe(3)
    expect(idsOf(await second.events({ after: l2Height(0), upTo: reference(chain, 3) }))).toEqual([1])
    expect(await second.acceptance(height(40))).toMatchObject({ height: 40, l2Height: 2 })
    expect(await second.acceptance(height(41))).toBeUndefined()
  })
})

import { hexToBytes } from "@sextant/shared/bytes"
import { l2Height } from "@sextant/shared/units"
import { afterEach, describe, expect, it, vi } from "vitest"
import { createViemL2 } from "../src/l2/createViemL2.ts"
import type { L2 } from "../src/ports.ts"
import { systemClock } from "../src/systemClock.ts"
import {
  createFakeEvmChain,
  createFakeProvider,
  FAKE_CHAIN_ID,
  type FakeEvmChain,
  fakeContracts,
  fakeLogs,
  fakeNameLogs,
  type ProviderFaults,
} from "./fakeEvmChain.ts"
import { createMemoryDb } from "./memoryDb.ts"
import { silentLogger } from "./silentLogger.ts"
import { silentMetrics } from "./silentMetrics.ts"

const started: L2[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((l2) => l2.stop()))
})

/** Watches until the head lies one behind the newest block. */
async function watch(chain: FakeEvmChain, faults: ProviderFaults[] = [{}]) {
  const l2 = createViemL2(
    {
      clock: systemClock,
      logger: silentLogger,
      metrics: silentMetrics,
      db: createMemoryDb(),
      providers: faults.map((fault) => createFakeProvider(chain, fault)),
    },
    {
      chainId: FAKE_CHAIN_ID,
      contracts: fakeContracts,
      headRule: { lagBlocks: 1 },
      pollIntervalMs: 5,
      rangeBlocksMax: 3,
      lagBlocksMax: 3,
      account: undefined,
    },
  )
  started.push(l2)
  await l2.start()
  const isLevel = async () => expect((await l2.allowedHead())?.number).toBe(chain.height() - 1)
  await vi.waitFor(isLevel, { timeout: 3_000, interval: 5 })
  return l2
}

const at = (chain: FakeEvmChain, number: number) => ({
  number: l2Height(number),
  hash: hexToBytes(chain.hashOf(number)),
})
const filled = (byte: number) => new Uint8Array(32).fill(byte)

describe("createViemL2 and names", () => {
  it("answers exactly the events of names and passes, in log order, with the time of the end", async () => {
    const chain = createFakeEvmChain()
    const record = new Uint8Array(73).fill(9)
    chain.mine(fakeNameLogs.registered(1, 500n), fakeLogs.exitRequested(1), fakeNameLogs.recordSet(1, record))
    chain.mineMany(6)
    chain.mine(
      fakeNameLogs.proExtended(2, 700n),
      fakeNameLogs.plainRecordSet(1),
      fakeNameLogs.renewed(1, 900n),
    )
    chain.mine(fakeNameLogs.recordSet(1, new Uint8Array()), fakeNameLogs.cleared(1), fakeNameLogs.voided(1))
    chain.mine()
    const l2 = await watch(chain)
    expect(await l2.namesEvents({ after: undefined, upTo: at(chain, 8) })).toEqual({
      timestampS: 1_700_000_008,
      events: [
        { kind: "nameRegistered", nameHash: filled(1), expiresAtS: 500 },
        { kind: "nameRecordSet", nameHash: filled(1), record },
        { kind: "proExtended", accountKey: filled(2), expiresAtS: 700 },
        { kind: "nameRenewed", nameHash: filled(1), expiresAtS: 900 },
      ],
    })
    expect((await l2.namesEvents({ after: at(chain, 8), upTo: at(chain, 9) }))?.events).toEqual([
      { kind: "nameRecordSet", nameHash: filled(1), record: undefined },
      { kind: "nameRecordsCleared", nameHash: filled(1) },
      { kind: "nameVoided", nameHash: filled(1) },
    ])
  })

  it("takes a time beyond all numbers for the last one", async () => {
    const chain = createFakeEvmChain()
    chain.mine(fakeNameLogs.proExtended(2, 2n ** 64n - 1n))
    chain.mine()
    const l2 = await watch(chain)
    expect((await l2.namesEvents({ after: undefined, upTo: at(chain, 1) }))?.events).toEqual([
      { kind: "proExtended", accountKey: filled(2), expiresAtS: Number.MAX_SAFE_INTEGER },
    ])
  })

  it("says not seen yet beyond its head, and for a range with an end on another branch", async () => {
    const chain = createFakeEvmChain()
    chain.mineMany(5)
    const l2 = await watch(chain)
    const foreign = { number: l2Height(3), hash: filled(1) }
    expect(await l2.namesEvents({ after: undefined, upTo: at(chain, 5) })).toBeUndefined()
    expect(await l2.namesEvents({ after: undefined, upTo: foreign })).toBeUndefined()
    expect(await l2.namesEvents({ after: foreign, upTo: at(chain, 4) })).toBeUndefined()
  })

  it("reads from the next provider when one refuses ranges, gives too much, or logs of another branch", async () => {
    const chain = createFakeEvmChain()
    chain.mine(fakeNameLogs.registered(1, 500n), fakeNameLogs.plainRecordSet(1))
    chain.mineMany(5)
    for (const faults of [[{ rangeBlocksMax: 1 }], [{ lying: true }, {}], [{ unfiltered: true }, {}]]) {
      const l2 = await watch(chain, faults)
      const page = await l2.namesEvents({ after: undefined, upTo: at(chain, 5) })
      expect(page?.events).toEqual([{ kind: "nameRegistered", nameHash: filled(1), expiresAtS: 500 }])
    }
  })
})

import { NAME_GRACE_S } from "@sextant/shared/params"
import { accountIdOfKey } from "@sextant/wire/accountId"
import { afterEach, describe, expect, it, vi } from "vitest"
import { createMemoryDb } from "../../test/memoryDb.ts"
import { silentLogger } from "../../test/silentLogger.ts"
import { silentMetrics } from "../../test/silentMetrics.ts"
import type { Db, L2 } from "../ports.ts"
import { systemClock } from "../systemClock.ts"
import { createNames, type Names } from "./createNames.ts"
import { createNamesL2, FIRST_TIME_S, type NamesL2 } from "./testing/namesL2.ts"

const nameHash = new Uint8Array(32).fill(7)
const accountKey = new Uint8Array(32).fill(8)
const accountId = accountIdOfKey(accountKey)
const running: Names[] = []

async function start(chain: NamesL2, more: { db?: Db; l2?: L2 } = {}) {
  const { db = createMemoryDb(), l2 = chain.l2 } = more
  const names = createNames({ l2, db, clock: systemClock, logger: silentLogger, metrics: silentMetrics })
  running.push(names)
  await names.start()
  return names
}

const until = (names: Names, l2Height: number) =>
  vi.waitFor(() => expect(names.asOf()?.l2Height).toBe(l2Height), { timeout: 3_000, interval: 2 })

describe("createNames", () => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map((names) => names.stop()))
  })

  it("resolves a name while it is active and in grace, by the L2's time, and not after", async () => {
    const chain = createNamesL2()
    const expiresAtS = FIRST_TIME_S + 10
    chain.mine([{ kind: "nameRegistered", nameHash, expiresAtS }], 1)
    const names = await start(chain)
    await until(names, 1)
    expect(names.resolve(nameHash)).toEqual({ state: "active", expiresAtS, record: undefined })
    const seen: unknown[] = []
    for (const elapsedS of [8, 1, NAME_GRACE_S - 1, 1]) {
      chain.mine([], elapsedS)
      chain.announce()
      await until(names, chain.height())
      seen.push(names.resolve(nameHash)?.state)
    }
    expect(seen).toEqual(["active", "grace", "grace", undefined])
    expect(names.resolve(new Uint8Array(32))).toBeUndefined()
  })

  it("tells Pro until the second it ends", async () => {
    const chain = createNamesL2()
    chain.mine([{ kind: "proExtended", accountKey, expiresAtS: FIRST_TIME_S + 3 }])
    const names = await start(chain)
    await until(names, 1)
    expect(names.proOf(accountId)).toEqual({ expiresAtS: FIRST_TIME_S + 3 })
    expect(names.proOf(accountIdOfKey(nameHash))).toBeUndefined()
    chain.mine([], 2)
    chain.announce()
    await until(names, 2)
    expect(names.proOf(accountId)).toBeUndefined()
  })

  it("knows nothing before it has read, and goes on where it was after a restart", async () => {
    const chain = createNamesL2()
    chain.mine([{ kind: "nameRegistered", nameHash, expiresAtS: FIRST_TIME_S + 10 }])
    chain.setSilent(true)
    const db = createMemoryDb()
    const first = await start(chain, { db })
    expect([first.asOf(), first.resolve(nameHash)]).toEqual([undefined, undefined])
    chain.setSilent(false)
    chain.announce()
    await until(first, 1)
    await first.stop()
    chain.setSilent(true)
    const second = await start(chain, { db })
    expect(second.asOf()).toEqual({ l2Height: 1, timestampS: FIRST_TIME_S + 1 })
    expect(second.resolve(nameHash)?.state).toBe("active")
  })

  it("goes on after the L2 failed, and stops while it hangs", async () => {
    const chain = createNamesL2()
    chain.mine()
    let mood: "fails" | "hangs" | "works" = "fails"
    const l2: L2 = {
      ...chain.l2,
      async namesEvents(range) {
        if (mood === "fails") throw new Error("no provider")
        if (mood === "hangs") return new Promise(() => undefined)
        return chain.l2.namesEvents(range)
      },
    }
    const names = await start(chain, { l2 })
    mood = "works"
    await vi.waitFor(() => {
      chain.announce()
      expect(names.asOf()?.l2Height).toBe(1)
    })
    mood = "hangs"
    chain.mine()
    chain.announce()
    await names.stop()
    expect(names.asOf()?.l2Height).toBe(1)
  })
})

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createMemoryDb } from "../../test/memoryDb.ts"
import { silentLogger } from "../../test/silentLogger.ts"
import type { Db, NamesEvent } from "../ports.ts"
import { followNames, STEP_BLOCKS_MAX } from "./followNames.ts"
import { createNamesStore, STEP_DEPTH_BLOCKS } from "./namesStore.ts"
import { projectNames } from "./projectNames.ts"
import { createNamesL2, type NamesL2 } from "./testing/namesL2.ts"

const hashOf = (byte: number) => new Uint8Array(32).fill(byte)
const registered = (byte: number, expiresAtS: number): NamesEvent => ({
  kind: "nameRegistered",
  nameHash: hashOf(byte),
  expiresAtS,
})

/** Runs a reader until it has nothing more to do. */
async function catchUp(chain: NamesL2, db: Db): Promise<void> {
  const deps = { l2: chain.l2, store: createNamesStore(db), logger: silentLogger }
  while ((await followNames(deps)) === "moved");
}

const rowsOf = (db: Db) =>
  (["names", "passes"] as const).flatMap((table) =>
    db.range(table, {}).map(({ key, value }) => ({ table, key, value })),
  )

describe("followNames", () => {
  it("reads to the head and says that it is level", async () => {
    const chain = createNamesL2()
    const db = createMemoryDb()
    chain.mine([registered(1, 50)])
    chain.mine()
    const deps = { l2: chain.l2, store: createNamesStore(db), logger: silentLogger }
    expect(await followNames(deps)).toBe("moved")
    expect(await followNames(deps)).toBe("level")
    expect(deps.store.cursor()).toMatchObject({ number: 2, timestampS: 1_002 })
    expect(deps.store.name(hashOf(1))).toEqual({ expiresAtS: 50, record: undefined })
  })

  it("reads a long range in steps, each of its own", async () => {
    const chain = createNamesL2()
    const db = createMemoryDb()
    for (let number = 1; number <= STEP_BLOCKS_MAX + 5; number++)
      chain.mine(number === 3 ? [registered(3, 9)] : [])
    await catchUp(chain, db)
    expect(chain.asked()).toBe(2)
    expect(createNamesStore(db).cursor()?.number).toBe(STEP_BLOCKS_MAX + 5)
    expect(
      createNamesStore(db)
        .steps()
        .map(({ number }) => number),
    ).toEqual([STEP_BLOCKS_MAX, STEP_BLOCKS_MAX + 5])
  })

  it("waits while the L2 cannot tell", async () => {
    const chain = createNamesL2()
    const db = createMemoryDb()
    chain.mine()
    chain.setSilent(true)
    const deps = { l2: chain.l2, store: createNamesStore(db), logger: silentLogger }
    expect(await followNames(deps)).toBe("unclear")
    expect(deps.store.cursor()).toBeUndefined()
  })

  it("takes back what a reorganization took back, and nothing else", async () => {
    const chain = createNamesL2()
    const db = createMemoryDb()
    chain.mine([registered(1, 50)])
    await catchUp(chain, db)
    chain.mine([registered(2, 60), { kind: "nameRenewed", nameHash: hashOf(1), expiresAtS: 500 }])
    await catchUp(chain, db)
    chain.reorg(1, [], [registered(3, 70)])
    await catchUp(chain, db)
    const store = createNamesStore(db)
    expect(store.name(hashOf(1))?.expiresAtS).toBe(50)
    expect(store.name(hashOf(2))).toBeUndefined()
    expect(store.name(hashOf(3))?.expiresAtS).toBe(70)
  })

  it("goes back also when the chain has become shorter", async () => {
    const chain = createNamesL2()
    const db = createMemoryDb()
    chain.mine()
    await catchUp(chain, db)
    chain.mine([registered(2, 60)])
    chain.mine()
    await catchUp(chain, db)
    chain.reorg(1)
    await catchUp(chain, db)
    expect(createNamesStore(db).cursor()?.number).toBe(1)
    expect(createNamesStore(db).name(hashOf(2))).toBeUndefined()
  })

  it("reads everything again when no step stands", async () => {
    const chain = createNamesL2()
    const db = createMemoryDb()
    chain.mine([registered(1, 50)])
    chain.mine([registered(2, 50)])
    await catchUp(chain, db)
    chain.reorg(0, [registered(4, 50)], [])
    await catchUp(chain, db)
    expect(rowsOf(db).map(({ key }) => key[0])).toEqual([4])
  })

  it("keeps only so many steps to go back to", async () => {
    const chain = createNamesL2()
    const db = createMemoryDb()
    chain.mine()
    await catchUp(chain, db)
    for (let number = 0; number < STEP_DEPTH_BLOCKS + 10; number++) chain.mine()
    await catchUp(chain, db)
    const steps = createNamesStore(db).steps()
    expect((steps[0]?.number as number) >= chain.height() - STEP_DEPTH_BLOCKS).toBe(true)
    expect(steps.at(-1)?.number).toBe(chain.height())
  })

  it("holds what the canonical chain says after any blocks, reorganizations and kills between writes", async () => {
    const byte = fc.integer({ min: 1, max: 4 })
    const expiresAtS = fc.integer({ min: 1, max: 9_999 })
    const event: fc.Arbitrary<NamesEvent> = fc.oneof(
      fc.record({ kind: fc.constant("nameRegistered" as const), nameHash: byte.map(hashOf), expiresAtS }),
      fc.record({ kind: fc.constant("nameRenewed" as const), nameHash: byte.map(hashOf), expiresAtS }),
      fc.record({
        kind: fc.constant("nameRecordSet" as const),
        nameHash: byte.map(hashOf),
        record: fc.option(
          byte.map((fill) => new Uint8Array(73).fill(fill)),
          { nil: undefined },
        ),
      }),
      fc.record({ kind: fc.constant("nameRecordsCleared" as const), nameHash: byte.map(hashOf) }),
      fc.record({ kind: fc.constant("nameVoided" as const), nameHash: byte.map(hashOf) }),
      fc.record({ kind: fc.constant("proExtended" as const), accountKey: byte.map(hashOf), expiresAtS }),
    )
    const events = fc.array(event, { maxLength: 4 })
    const move = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant("mine" as const), events }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant("reorg" as const),
          depth: fc.integer({ min: 1, max: 6 }),
          blocks: fc.array(events, { maxLength: 7 }),
        }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant("read" as const) }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant("dieWhileReading" as const), after: fc.nat(3) }),
      },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
        const chain = createNamesL2()
        const db = createMemoryDb()
        for (const step of moves) {
          if (step.kind === "mine") chain.mine(step.events)
          if (step.kind === "reorg") chain.reorg(Math.max(0, chain.height() - step.depth), ...step.blocks)
          if (step.kind === "read") await catchUp(chain, db)
          if (step.kind === "dieWhileReading")
            await catchUp(chain, diesAfter(db, step.after)).catch(() => undefined)
        }
        chain.mine()
        await catchUp(chain, db)
        const expected = projectNames(() => undefined, chain.canonicalEvents()).flatMap(
          ({ table, key, after }) => (after === undefined ? [] : [{ table, key, value: after }]),
        )
        const order = (rows: typeof expected) =>
          rows.toSorted((a, b) => `${a.table}${a.key[0]}`.localeCompare(`${b.table}${b.key[0]}`))
        expect(order(rowsOf(db))).toEqual(order(expected))
        expect(createNamesStore(db).cursor()?.number).toBe(chain.height())
      }),
      { numRuns: 300 },
    )
  })
})

/** A process that is killed when it writes for the n-th time: that write has not happened. */
function diesAfter(db: Db, writes: number): Db {
  let left = writes
  return {
    ...db,
    async write(batch) {
      if (left-- <= 0) throw new Error("killed")
      await db.write(batch)
    },
  }
}

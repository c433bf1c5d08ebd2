import { describeDb } from "@sextant/node/test/dbCompliance"
import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { keepRunning } from "./keepRunning.ts"
import { createLife } from "./life.ts"
import { createMemoryDisk } from "./memoryDisk.ts"
import { createSeededRandom } from "./seededRandom.ts"
import { createVirtualClock } from "./virtualClock.ts"

const running = keepRunning()
afterAll(() => running.stop())

const flushMs = [0.5, 5] as const

describeDb("createMemoryDisk", () =>
  createMemoryDisk({ clock: running.clock, random: createSeededRandom(1) }, { flushMs }).open(
    createLife(() => undefined),
  ),
)

describe("createMemoryDisk", () => {
  const value = (number: number) => new Uint8Array([number])

  it("keeps after a crash all that had resolved, and of the rest a first part in call order", async () => {
    const survivors = new Set<number>()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.nat({ max: 20 }),
        fc.integer({ min: 0, max: 8 }),
        async (seed, count, ms) => {
          const clock = createVirtualClock(0)
          const disk = createMemoryDisk({ clock, random: createSeededRandom(seed) }, { flushMs })
          const life = createLife(() => undefined)
          const db = disk.open(life)
          await db.start()
          let resolved = 0
          for (let number = 0; number < count; number++)
            void db.write([{ table: "meta", key: value(number), value: value(number) }]).then(() => {
              resolved = Math.max(resolved, number + 1)
            })
          await clock.advanceMs(ms)
          life.end()
          disk.crash()
          const kept = disk.durable.range("meta", {}).map((row) => row.key[0])
          expect(kept).toEqual(Array.from({ length: kept.length }, (_, number) => number))
          expect(kept.length).toBeGreaterThanOrEqual(resolved)
          survivors.add(kept.length - resolved)
        },
      ),
      { numRuns: 200 },
    )
    expect(survivors.size).toBeGreaterThan(3)
  })

  it("lets nothing of a dead run reach the disk", async () => {
    const clock = createVirtualClock(0)
    const disk = createMemoryDisk({ clock, random: createSeededRandom(1) }, { flushMs })
    const first = createLife(() => undefined)
    const zombie = disk.open(first)
    await zombie.start()
    first.end()
    disk.crash()
    const next = disk.open(createLife(() => undefined))
    await next.start()
    void zombie.write([{ table: "meta", key: value(1), value: value(1) }])
    await clock.advanceMs(100)
    expect(next.get("meta", value(1))).toBeUndefined()
  })

  it("is not opened twice at a time", async () => {
    const disk = createMemoryDisk(
      { clock: createVirtualClock(0), random: createSeededRandom(1) },
      { flushMs },
    )
    await disk.open(createLife(() => undefined)).start()
    await expect(disk.open(createLife(() => undefined)).start()).rejects.toMatchObject({ code: "db/locked" })
  })
})

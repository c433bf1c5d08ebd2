import { describe, expect, it } from "vitest"
import { createLife } from "./life.ts"
import { createSeededRandom } from "./seededRandom.ts"
import { createNodeClock, createVirtualClock } from "./virtualClock.ts"

describe("createVirtualClock", () => {
  it("runs events by time, then by arrival, whatever order they were entered in", async () => {
    const clock = createVirtualClock(0)
    const random = createSeededRandom(3)
    const ran: { atMs: number; entered: number }[] = []
    for (let entered = 0; entered < 500; entered++) {
      const atMs = random.int(0, 50)
      clock.schedule(atMs, () => ran.push({ atMs, entered }))
    }
    await clock.advanceMs(50)
    expect(ran).toEqual(ran.toSorted((a, b) => a.atMs - b.atMs || a.entered - b.entered))
    expect(ran.length).toBe(500)
  })

  it("lets all that follows from an event rest before time moves on", async () => {
    const clock = createVirtualClock(0)
    const seen: string[] = []
    clock.schedule(1, () => {
      void (async () => {
        for (let round = 0; round < 100; round++) await Promise.resolve()
        await new Promise<void>((resolve) => process.nextTick(resolve))
        await new Promise<void>((resolve) => setImmediate(resolve))
        await new Promise<void>((resolve) => setImmediate(resolve))
        seen.push(`first at ${clock.nowMs()}`)
      })()
    })
    clock.schedule(2, () => seen.push(`second at ${clock.nowMs()}`))
    await clock.advanceMs(10)
    expect(seen).toEqual(["first at 1", "second at 2"])
    expect(clock.nowMs()).toBe(10)
  })

  it("forgets what was cancelled and stops where it was told to", async () => {
    const clock = createVirtualClock(0)
    const seen: number[] = []
    clock.schedule(5, () => seen.push(5))()
    clock.schedule(6, () => seen.push(6))
    clock.schedule(20, () => seen.push(20))
    expect(await clock.advanceUntil(() => seen.length > 0, 10)).toBe(true)
    expect(clock.nowMs()).toBe(6)
    expect(await clock.advanceUntil(() => seen.length > 1, 10)).toBe(false)
    expect(clock.nowMs()).toBe(16)
  })

  it("says when a promise does not settle in simulated time", async () => {
    const clock = createVirtualClock(0)
    await expect(clock.finish(new Promise(() => undefined), 1_000)).rejects.toMatchObject({
      code: "sim/too-late",
    })
    await expect(clock.finish(Promise.resolve(7), 1_000)).resolves.toBe(7)
  })
})

describe("createNodeClock", () => {
  it("wakes a sleeper at its time or at once when aborted, and a dead node never", async () => {
    const clock = createVirtualClock(1_000)
    const life = createLife(() => undefined)
    const node = createNodeClock(
      { clock, life, random: createSeededRandom(1) },
      { skewMs: 250, timerLatenessMsMax: 0 },
    )
    expect(node.nowMs()).toBe(1_250)
    const woke: string[] = []
    const aborting = new AbortController()
    void node.sleepMs(100, new AbortController().signal).then(() => woke.push("slept"))
    void node.sleepMs(100, aborting.signal).then(() => woke.push("aborted"))
    void node.sleepMs(300, new AbortController().signal).then(() => woke.push("dead"))
    aborting.abort()
    await clock.advanceMs(50)
    expect(woke).toEqual(["aborted"])
    await clock.advanceMs(50)
    expect(woke).toEqual(["aborted", "slept"])
    life.end()
    await clock.advanceMs(1_000)
    expect(woke).toEqual(["aborted", "slept"])
  })
})

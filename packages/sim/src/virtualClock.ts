import type { Clock } from "@sextant/node/ports"
import { unixMs } from "@sextant/shared/units"
import { SimError } from "./errors.ts"
import { createEventQueue } from "./eventQueue.ts"
import type { Life } from "./life.ts"
import type { SeededRandom } from "./seededRandom.ts"

/** The only source of time in a simulation. Moments may be fractions of a millisecond; nodes see whole ones. */
export type VirtualClock = {
  readonly nowMs: () => number
  /** Calls `run` once after `ms`, unless the returned function was called before. */
  readonly schedule: (ms: number, run: () => void) => () => void
  /** Runs everything that is due within `ms` and ends exactly there. */
  readonly advanceMs: (ms: number) => Promise<void>
  /** Runs event by event until `done` says yes (true) or `ms` have passed (false). */
  readonly advanceUntil: (done: () => boolean, ms: number) => Promise<boolean>
  /** Runs on until the promise settles. @throws SimError `sim/too-late`. */
  readonly finish: <TValue>(promise: Promise<TValue>, ms: number) => Promise<TValue>
  /** Called after every event, when everything that followed from it has come to rest. */
  readonly onStep: (run: () => void) => void
  readonly steps: () => number
}

/** Real turns of the event loop after which one step's consequences must have ended. */
const TURNS_MAX = 10_000

export function createVirtualClock(startMs: number): VirtualClock {
  const queue = createEventQueue()
  const watchers: (() => void)[] = []
  let nowMs = startMs
  let steps = 0

  async function step(untilMs: number): Promise<boolean> {
    const nextMs = queue.peekMs()
    if (nextMs === undefined || nextMs > untilMs) return false
    const event = queue.pop()
    nowMs = Math.max(nowMs, nextMs)
    steps++
    event?.run()
    await untilIdle()
    for (const watcher of watchers) watcher()
    return true
  }
  async function advanceUntil(done: () => boolean, ms: number): Promise<boolean> {
    const untilMs = nowMs + ms
    await untilIdle()
    while (!done()) {
      if (!(await step(untilMs))) {
        nowMs = untilMs
        return done()
      }
    }
    return true
  }
  return {
    nowMs: () => nowMs,
    schedule(ms, run) {
      const event = queue.push(nowMs + Math.max(0, ms), run)
      return () => {
        event.live = false
      }
    },
    advanceMs: async (ms) => void (await advanceUntil(() => false, ms)),
    advanceUntil,
    async finish(promise, ms) {
      let settled = false
      const note = () => {
        settled = true
      }
      promise.then(note, note)
      if (!(await advanceUntil(() => settled, ms))) throw new SimError("sim/too-late", { meta: { ms } })
      return promise
    },
    onStep: (run) => void watchers.push(run),
    steps: () => steps,
  }
}

export type NodeClockSettings = {
  /** How far this node's clock is ahead (or behind, negative). */
  readonly skewMs: number
  /** Timers fire up to this much late, as real ones do. */
  readonly timerLatenessMsMax: number
}

/** The `Clock` port of one node. A dead node's timers never fire and its sleeps never end. */
export function createNodeClock(
  deps: { readonly clock: VirtualClock; readonly life: Life; readonly random: SeededRandom },
  settings: NodeClockSettings,
): Clock {
  const { clock, life, random } = deps
  const schedule = (ms: number, run: () => void) =>
    clock.schedule(ms + random.between(0, settings.timerLatenessMsMax), () => {
      if (life.isAlive()) run()
    })
  return {
    nowMs: () => unixMs(Math.floor(clock.nowMs() + settings.skewMs)),
    schedule,
    sleepMs: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        const done = () => {
          cancel()
          signal.removeEventListener("abort", done)
          resolve()
        }
        const cancel = schedule(ms, done)
        signal.addEventListener("abort", done)
      }),
  }
}

/** Immediates that wait for idleness themselves: several clocks may run in one process. */
let waitingForIdle = 0

/**
 * Lets everything that promises, ticks and immediates have started come to an end. All waiting goes through the event
 * queue, so a turn of the loop that leaves no immediate behind means that nothing moves any more.
 */
async function untilIdle(): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    waitingForIdle++
    await new Promise((resolve) => setImmediate(resolve))
    waitingForIdle--
    if (pendingImmediates() <= waitingForIdle) return
  }
  throw new SimError("sim/never-rests")
}

function pendingImmediates(): number {
  let count = 0
  for (const kind of process.getActiveResourcesInfo()) if (kind === "Immediate") count++
  return count
}

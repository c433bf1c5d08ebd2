import { unixMs } from "@sextant/shared/units"
import type { Clock } from "../../ports.ts"

export type ManualClock = Clock & {
  /** Moves on, runs what falls due in order, and lets every promise settle in between. */
  readonly advance: (ms: number) => Promise<void>
}

type Task = { readonly atMs: number; readonly run: () => void }

export function createManualClock(startMs: number): ManualClock {
  let now = startMs
  let tasks: Task[] = []
  const schedule = (ms: number, run: () => void) => {
    const task = { atMs: now + ms, run }
    tasks.push(task)
    return () => {
      tasks = tasks.filter((one) => one !== task)
    }
  }
  return {
    nowMs: () => unixMs(Math.floor(now)),
    schedule,
    sleepMs: (ms, signal) =>
      new Promise((resolve) => {
        const cancel = schedule(ms, resolve)
        signal.addEventListener("abort", () => {
          cancel()
          resolve()
        })
      }),
    async advance(ms) {
      const until = now + ms
      await settled()
      for (let next = earliest(tasks, until); next !== undefined; next = earliest(tasks, until)) {
        const task = next
        tasks = tasks.filter((one) => one !== task)
        now = Math.max(now, task.atMs)
        task.run()
        await settled()
      }
      now = until
    },
  }
}

function earliest(tasks: readonly Task[], untilMs: number): Task | undefined {
  const due = tasks.filter((task) => task.atMs <= untilMs)
  return due.reduce<Task | undefined>(
    (first, task) => (first && first.atMs <= task.atMs ? first : task),
    undefined,
  )
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

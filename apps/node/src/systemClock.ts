import { unixMs } from "@sextant/shared/units"
import type { Clock } from "./ports.ts"

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => unixMs(Date.now()),
  sleepMs: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener("abort", done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      signal.addEventListener("abort", done)
    }),
  schedule(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

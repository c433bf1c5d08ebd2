import { createVirtualClock, type VirtualClock } from "./virtualClock.ts"

/** A virtual clock that follows the real one, for suites that were written for real ports. */
export function keepRunning(): { readonly clock: VirtualClock; readonly stop: () => void } {
  const clock = createVirtualClock(Date.now())
  let going = true
  void (async () => {
    while (going) {
      await clock.advanceMs(Math.max(0, Date.now() - clock.nowMs()))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  })()
  return {
    clock,
    stop: () => {
      going = false
    },
  }
}

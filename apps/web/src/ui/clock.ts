type Listener = () => void

const listeners = new Set<Listener>()
let nowMs = 0
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  nowMs = Date.now()
  for (const listener of listeners) listener()
}

/** One timer for the whole page: every relative time on it moves in the same second. */
export const clock = {
  subscribe(listener: Listener): () => void {
    listeners.add(listener)
    timer ??= setInterval(tick, 1_000)
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      clearInterval(timer)
      timer = undefined
    }
  },
  /** Stands still between two ticks, so that a render is consistent. */
  nowMs(): number {
    if (timer === undefined || nowMs === 0) nowMs = Math.max(nowMs, Date.now() - (Date.now() % 1_000))
    return nowMs
  },
}

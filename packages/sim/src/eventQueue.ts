export type QueuedEvent = {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
  live: boolean
}

export type EventQueue = {
  /** Events of one moment leave in the order in which they came. */
  readonly push: (atMs: number, run: () => void) => QueuedEvent
  /** The moment of the next live event. */
  readonly peekMs: () => number | undefined
  readonly pop: () => QueuedEvent | undefined
}

/** A binary heap ordered by time, then by arrival. An event whose `live` was set to false is skipped. */
export function createEventQueue(): EventQueue {
  const heap: QueuedEvent[] = []
  let arrivals = 0
  const dropDead = () => {
    while (heap[0]?.live === false) removeFirst(heap)
  }
  return {
    push(atMs, run) {
      const event: QueuedEvent = { atMs, order: arrivals++, run, live: true }
      heap.push(event)
      rise(heap, heap.length - 1)
      return event
    },
    peekMs() {
      dropDead()
      return heap[0]?.atMs
    },
    pop() {
      dropDead()
      return removeFirst(heap)
    },
  }
}

function removeFirst(heap: QueuedEvent[]): QueuedEvent | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (first === undefined || last === undefined || heap.length === 0) return first
  heap[0] = last
  sink(heap)
  return first
}

function isBefore(left: QueuedEvent, right: QueuedEvent): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order)
}

function rise(heap: QueuedEvent[], from: number): void {
  let at = from
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isBefore(heap[at] as QueuedEvent, heap[parent] as QueuedEvent)) return
    swap(heap, at, parent)
    at = parent
  }
}

function sink(heap: QueuedEvent[]): void {
  let at = 0
  for (;;) {
    let least = at
    for (const child of [2 * at + 1, 2 * at + 2]) {
      const event = heap[child]
      if (event !== undefined && isBefore(event, heap[least] as QueuedEvent)) least = child
    }
    if (least === at) return
    swap(heap, at, least)
    at = least
  }
}

function swap(heap: QueuedEvent[], left: number, right: number): void {
  const kept = heap[left] as QueuedEvent
  heap[left] = heap[right] as QueuedEvent
  heap[right] = kept
}

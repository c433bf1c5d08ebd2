import type { Metrics } from "@sextant/node/ports"

export type MemoryMetrics = Metrics & { readonly value: (name: string) => number }

/** Counters and gauges in a map; durations as a sum. */
export function createMemoryMetrics(): MemoryMetrics {
  const values = new Map<string, number>()
  const add = (name: string, by: number) => void values.set(name, (values.get(name) ?? 0) + by)
  return {
    count: (name, by = 1) => add(name, by),
    gauge: (name, value) => void values.set(name, value),
    observe: (name, durationS) => add(name, durationS),
    text: async () => [...values].map(([name, value]) => `sextant_${name} ${value}\n`).join(""),
    value: (name) => values.get(name) ?? 0,
  }
}

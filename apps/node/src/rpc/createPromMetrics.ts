import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client"
import type { Metrics } from "../ports.ts"

const PREFIX = "sextant_"
const BUCKETS_S = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120]

/** Metrics in memory, read as Prometheus text. A name is registered at its first use. */
export function createPromMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: PREFIX })
  const counters = new Map<string, Counter>()
  const gauges = new Map<string, Gauge>()
  const histograms = new Map<string, Histogram>()
  const named = (name: string) => ({
    name: PREFIX + name,
    help: name.replaceAll("_", " "),
    registers: [registry],
  })
  return {
    count: (name, by = 1) => remember(counters, name, () => new Counter(named(name))).inc(by),
    gauge: (name, value) => remember(gauges, name, () => new Gauge(named(name))).set(value),
    observe: (name, durationS) =>
      remember(histograms, name, () => new Histogram({ ...named(name), buckets: BUCKETS_S })).observe(
        durationS,
      ),
    text: () => registry.metrics(),
  }
}

function remember<T>(known: Map<string, T>, name: string, create: () => T): T {
  const found = known.get(name)
  if (found !== undefined) return found
  const created = create()
  known.set(name, created)
  return created
}

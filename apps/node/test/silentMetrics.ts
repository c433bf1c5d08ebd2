import type { Metrics } from "../src/ports.ts"

export const silentMetrics: Metrics = {
  count: () => undefined,
  gauge: () => undefined,
  observe: () => undefined,
  text: async () => "",
}

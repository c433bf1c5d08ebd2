import { createSimNetwork } from "../createSimNetwork.ts"
import type { SimNetwork } from "../scenario.ts"
import type { Measurement } from "./report.ts"
import { percentile } from "./statistics.ts"

const NODES = 60
const DELAY_MS = 100
const BLOCKS = 12
/** The first blocks come while nodes still find each other. */
const FIRST_HEIGHT = 4
const STEP_MS = 10
const SIMULATED_MS_MAX = 180_000

/**
 * Finality among 60 validators that run the production code in the simulation, every message on its way for 100 ms on each
 * link. Simulated time: what the machine needs to compute does not count.
 */
export async function benchConsensus(): Promise<readonly Measurement[]> {
  const say = (text: string) => process.stderr.write(text)
  const links = {
    latencyMs: [DELAY_MS, DELAY_MS] as const,
    lossChance: 0,
    duplicateChance: 0,
    reorderChance: 0,
    reorderMsMax: 0,
  }
  const sim = createSimNetwork({ nodeCount: NODES, links, seed: "bench consensus" })
  say(`Starting ${NODES} simulated nodes …\n`)
  await sim.boot()
  const { network } = sim
  const { blockIntervalMs } = network.preset
  say("Waiting for blocks …\n")
  const delaysMs = await finalityDelays(network)
  sim.finish()
  const what = `finality at every node, ${NODES} validators, ${DELAY_MS} ms on each link`
  const anchor = { name: "block interval", value: blockIntervalMs }
  const [p50, p95] = [percentile(delaysMs, 0.5), percentile(delaysMs, 0.95)]
  return [
    { row: `${what}: p50 beside the interval`, value: p50, unit: "ms", anchor, goal: "<= 2x" },
    { row: `${what}: p50`, value: p50, unit: "ms", goal: "<= 4000" },
    { row: `${what}: p95`, value: p95, unit: "ms", anchor },
    { row: "blocks watched", value: delaysMs.length / NODES, unit: "blocks" },
  ]
}

/** From a block's own timestamp to when each node holds it for final, rounded up to the step of the watch. */
async function finalityDelays(network: SimNetwork): Promise<readonly number[]> {
  const delaysMs: number[] = []
  const nodes = Array.from({ length: network.nodeCount() }, (_, at) => at)
  const seen = nodes.map(() => FIRST_HEIGHT - 1)
  const last = FIRST_HEIGHT + BLOCKS - 1
  const untilMs = network.nowMs() + SIMULATED_MS_MAX
  while (seen.some((height) => height < last)) {
    if (network.nowMs() > untilMs) throw new Error(`height ${last} is not final everywhere in time`)
    await network.advanceMs(STEP_MS)
    for (const at of nodes) {
      const newest = Math.min(last, network.finalHeight(at))
      for (let height = (seen[at] as number) + 1; height <= newest; height++) {
        delaysMs.push(network.nowMs() - timestampMsOf(network, height))
        seen[at] = height
      }
    }
  }
  return delaysMs
}

function timestampMsOf(network: SimNetwork, height: number): number {
  const timestampMs = network.records()[height]?.block?.header.timestampMs
  if (timestampMs === undefined) throw new Error(`nobody has seen the final block ${height}`)
  return timestampMs
}

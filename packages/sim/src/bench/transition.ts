import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { replayRows } from "./replay.ts"
import type { Measurement } from "./report.ts"
import { growthExponent, median } from "./statistics.ts"
import { swarmRow } from "./swarms.ts"
import { type BlockKind, type TransitionTimes, timeTransitions } from "./transitionTimes.ts"

/** How often the chain is applied: small networks are quick, and need more rounds to be compiled. */
const sizes = [
  { nodeCount: 1_000, rounds: 40 },
  { nodeCount: 2_000, rounds: 40 },
  { nodeCount: 10_000, rounds: 15 },
  { nodeCount: 100_000, rounds: 5 },
] as const
const goalsMs: Readonly<Record<number, number>> = { 2000: 5, 10000: 17, 100000: 105 }
const fittedSizes: readonly number[] = [1_000, 10_000, 100_000]
const fittedKinds = ["ordinary", "registration", "leaving", "epoch start"] as const
const EMPTY_GOAL_MS = 1
const MEMORY_GOAL_MB = 300

/** Blocks applied with their state root, beside a root of the same state from scratch by plain SSZ. */
export async function benchTransition(): Promise<readonly Measurement[]> {
  const rows: Measurement[] = []
  const costs = new Map<BlockKind, { readonly size: number; readonly cost: number }[]>()
  for (const { nodeCount, rounds } of sizes) {
    process.stderr.write(`Applying blocks to ${nodeCount} nodes …\n`)
    const times = timeTransitions(nodeCount, rounds)
    rows.push(...timeRows(nodeCount, times))
    for (const [kind, samples] of times.samples) {
      const point = { size: nodeCount, cost: median(samples) }
      if (fittedSizes.includes(nodeCount)) costs.set(kind, [...(costs.get(kind) ?? []), point])
    }
    if (nodeCount === 100_000) rows.push(...memoryRows(times))
  }
  for (const kind of fittedKinds) {
    const row = `growth exponent, ${kind} block, 1k, 10k, 100k nodes`
    rows.push({ row, value: growthExponent(costs.get(kind) ?? []), unit: "exponent" })
  }
  process.stderr.write("Recomputing swarms and replaying blocks …\n")
  rows.push(swarmRow(), ...replayRows())
  return rows
}

function timeRows(nodeCount: number, { samples, anchorMs }: TransitionTimes): readonly Measurement[] {
  const goalMs = goalsMs[nodeCount]
  const anchor = { name: "whole state's root by plain @chainsafe/ssz", value: median(anchorMs) }
  return [...samples].map(([kind, values]) => {
    const goal = kind === "empty" ? EMPTY_GOAL_MS : goalMs
    return {
      row: `${nodeCount} nodes, ${kind} block`,
      value: median(values),
      unit: "ms",
      anchor,
      ...(goal === undefined ? {} : { goal: `<= ${goal}` }),
    }
  })
}

const memoryType = z.object({
  heapMb: z.number(),
  externalMb: z.number(),
  rssMb: z.number(),
  peakMb: z.number(),
  nodeCount: z.number(),
})

/** In a process that does nothing else, so that the harness's own keys and samples do not count. */
function memoryRows({ state, blocks }: TransitionTimes): readonly Measurement[] {
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-"))
  try {
    const files = [state, ...blocks].map((bytes, at) => {
      const file = path.join(folder, `${at}.ssz`)
      writeFileSync(file, bytes)
      return file
    })
    const program = fileURLToPath(new URL("./stateMemory.ts", import.meta.url))
    const output = execFileSync(process.execPath, ["--expose-gc", program, ...files], { encoding: "utf8" })
    const { heapMb, externalMb, rssMb, peakMb } = memoryType.parse(JSON.parse(output))
    const what = "100000 nodes, newest two states and their caches"
    return [
      { row: `${what}: heap`, value: heapMb, unit: "MB" },
      { row: `${what}: outside the heap`, value: externalMb, unit: "MB" },
      { row: `${what}: process at rest (RSS)`, value: rssMb, unit: "MB", goal: `<= ${MEMORY_GOAL_MB}` },
      { row: `${what}: process at its peak (RSS)`, value: peakMb, unit: "MB" },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

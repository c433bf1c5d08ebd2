import { AppError } from "@sextant/shared/errors"
import { createSimNetwork } from "./createSimNetwork.ts"
import { guardAmbient } from "./guardAmbient.ts"
import type { Scenario } from "./scenario.ts"
import { createSeededRandom } from "./seededRandom.ts"

export type RunSettings = {
  readonly seed: number
  readonly nodeCount: number | undefined
  /** The run goes on until this height is final, when its story ends before. */
  readonly blocks: number | undefined
}

export type RunOutcome = {
  readonly scenario: string
  readonly seed: number
  /** What broke, in one sentence; undefined when all held. */
  readonly violation: string | undefined
  /** Facts for whoever looks for the cause: the newest events and log lines. */
  readonly evidence: readonly string[]
  readonly traceHash: string
  readonly height: number
  readonly simulatedMs: number
  readonly steps: number
}

/** One scenario with one seed, from registration to the end of its story. */
export async function runScenario(scenario: Scenario, settings: RunSettings): Promise<RunOutcome> {
  const { seed, blocks } = settings
  const wanted = scenario.settings.fixedNodeCount === true ? undefined : settings.nodeCount
  const nodeCount = wanted ?? drawnNodeCount(scenario, seed)
  const sim = createSimNetwork({ ...scenario.settings, nodeCount, seed: `${scenario.name} ${seed}` })
  let violation: string | undefined
  const note = (sentence: string) => {
    violation ??= sentence
  }
  const onRejection = (error: unknown) =>
    note(`a promise was rejected and nobody cared: ${sentenceOf(error)}`)
  process.on("unhandledRejection", onRejection)
  const endGuard = guardAmbient(note)
  try {
    await sim.boot()
    await scenario.run(sim.network)
    if (blocks !== undefined) await sim.network.reachHeight(blocks)
    sim.finish()
  } catch (error) {
    note(sentenceOf(error))
  } finally {
    endGuard()
    process.off("unhandledRejection", onRejection)
  }
  return {
    scenario: scenario.name,
    seed,
    violation,
    evidence: violation === undefined ? [] : sim.evidence(),
    traceHash: sim.trace.hash(),
    height: sim.network.finalHeightMax(),
    simulatedMs: sim.simulatedMs(),
    steps: sim.steps(),
  }
}

function drawnNodeCount({ name, settings: { nodeCount, nodeCountMax } }: Scenario, seed: number): number {
  if (nodeCountMax === undefined) return nodeCount
  return createSeededRandom(`${name} ${seed} nodes`).int(nodeCount, nodeCountMax)
}

/** A broken invariant is known by its sentence; everything else that is thrown is a bug too and keeps its stack. */
function sentenceOf(error: unknown): string {
  if (error instanceof AppError && error.code === "sim/violation") return String(error.meta["what"])
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

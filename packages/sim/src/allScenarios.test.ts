import { describe, expect, it } from "vitest"
import { runScenario } from "./runScenario.ts"
import { allScenarios } from "./scenarios/allScenarios.ts"
import { killedNodeDoesNotVoteTwice } from "./scenarios/killedNodeDoesNotVoteTwice.ts"
import { randomFaults } from "./scenarios/randomFaults.ts"
import keptSeeds from "./seeds.json" with { type: "json" }

const choice = (seed: number) => ({ seed, nodeCount: undefined, blocks: undefined })
const TIMEOUT_MS = 180_000

describe("allScenarios", () => {
  it.each(allScenarios.map((scenario) => [scenario.title, scenario] as const))(
    "%s",
    async (_, scenario) => {
      const outcome = await runScenario(scenario, choice(1))
      expect([outcome.violation, ...outcome.evidence]).toEqual([undefined])
    },
    TIMEOUT_MS,
  )

  it.each(keptSeeds)(
    "$scenario holds with seed $seed: $why",
    async ({ scenario: name, seed }) => {
      const scenario = allScenarios.find((candidate) => candidate.name === name)
      if (scenario === undefined) throw new Error(`seeds.json names ${name}, which is no scenario`)
      const outcome = await runScenario(scenario, choice(seed))
      expect([outcome.violation, ...outcome.evidence]).toEqual([undefined])
    },
    TIMEOUT_MS,
  )

  it(
    "replay to the last byte with the same seed, and differ with another",
    async () => {
      const runs = []
      for (const seed of [7, 7, 8]) runs.push((await runScenario(randomFaults, choice(seed))).traceHash)
      expect(runs[0]).toBe(runs[1])
      expect(runs[0]).not.toBe(runs[2])
    },
    TIMEOUT_MS,
  )

  it(
    "find a node that speaks before its word is on disk",
    async () => {
      const { settings } = killedNodeDoesNotVoteTwice
      const broken = { ...killedNodeDoesNotVoteTwice, settings: { ...settings, lyingDisks: true } }
      const { violation } = await runScenario(broken, choice(1))
      expect(violation).toMatch(/sent a .* vote .* that is not in its log/)
    },
    TIMEOUT_MS,
  )
})

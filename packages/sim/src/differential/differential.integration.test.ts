import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Opening, openWorld } from "./opening.ts"
import { openStage, type Stage } from "./stage.ts"
import {
  NUMBER_MAX,
  NUMBERS_PER_STEP,
  type Outcome,
  playStory,
  type Step,
  type StepName,
  stepWeights,
} from "./story.ts"

const SEED = 20_261_120
const STORIES = 30
const STEPS_MAX = 70

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.oneof(
    ...(Object.entries(stepWeights) as [StepName, number][]).map(([name, weight]) => ({
      weight,
      arbitrary: fc.constant(name),
    })),
  ),
  numbers: fc.array(fc.nat(NUMBER_MAX), { minLength: NUMBERS_PER_STEP, maxLength: NUMBERS_PER_STEP }),
})

describe("the contracts and their model", () => {
  let stage: Stage
  let opening: Opening
  const outcomes: Outcome[] = []

  beforeAll(async () => {
    stage = await openStage()
    opening = await openWorld(stage)
  })
  afterAll(async () => {
    await stage?.stop()
  })

  it("agree on every balance, credit, status and refusal, whatever is tried in whatever order", async () => {
    const stories = fc.array(step, { minLength: STEPS_MAX, maxLength: STEPS_MAX })
    await fc.assert(
      fc.asyncProperty(stories, async (steps) => {
        outcomes.push(...(await playStory(stage, opening, steps)))
      }),
      { seed: SEED, numRuns: STORIES, endOnFailure: false },
    )
  })

  it("have gone through every kind of step, with success and with refusals", () => {
    const done = new Set(outcomes.filter(({ reason }) => reason === undefined).map(({ name }) => name))
    const refused = new Set(outcomes.filter(({ reason }) => reason !== undefined).map(({ name }) => name))
    const kinds = Object.keys(stepWeights).filter((name) => name !== "wait")
    expect([...done].sort()).toEqual(kinds.toSorted())
    expect([...refused].sort()).toEqual(kinds.toSorted())
  })
})

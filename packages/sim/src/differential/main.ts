import { parseArgs } from "node:util"
import { createSeededRandom } from "../seededRandom.ts"
import { openWorld } from "./opening.ts"
import { openStage } from "./stage.ts"
import { drawStory, type Outcome, playStory } from "./story.ts"

/** Plays many stories on the contracts and their model: `node packages/sim/src/differential/main.ts --stories 500 --seed 7`. */
const { values } = parseArgs({
  options: {
    stories: { type: "string", default: "100" },
    steps: { type: "string", default: "120" },
    seed: { type: "string", default: "1" },
  },
})

const stage = await openStage()
try {
  const opening = await openWorld(stage)
  const outcomes: Outcome[] = []
  for (let story = 0; story < Number(values.stories); story++) {
    const seed = `${values.seed}/${story}`
    const steps = drawStory(createSeededRandom(seed), Number(values.steps))
    try {
      outcomes.push(...(await playStory(stage, opening, steps)))
    } catch (error) {
      throw new Error(`story ${seed} of ${values.steps} steps`, { cause: error })
    }
  }
  report(outcomes)
} finally {
  await stage.stop()
}

function report(outcomes: readonly Outcome[]): void {
  const counts = new Map<string, number>()
  for (const { name, reason } of outcomes) {
    const line = `${name}: ${reason ?? "done"}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  const lines = [...counts].sort().map(([line, count]) => `${String(count).padStart(7)}  ${line}`)
  process.stdout.write(`${outcomes.length} steps agree.\n${lines.join("\n")}\n`)
}

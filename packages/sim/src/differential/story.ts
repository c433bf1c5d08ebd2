import type { SeededRandom } from "../seededRandom.ts"
import { createDraw } from "./draw.ts"
import { encodeCall } from "./encodeCall.ts"
import { observeModel } from "./observation.ts"
import { observeContracts } from "./observeContracts.ts"
import type { Opening } from "./opening.ts"
import { poolCalls } from "./poolCalls.ts"
import { type Resolve, registryCalls } from "./registryCalls.ts"
import { runInModel } from "./runInModel.ts"
import type { Stage } from "./stage.ts"
import type { World } from "./world.ts"

/** One step of a story before anything is decided: which kind, and the numbers that decide the rest. */
export type Step = { readonly name: StepName; readonly numbers: readonly number[] }
export type StepName = keyof typeof resolvers | "wait"

const resolvers = { ...registryCalls, ...poolCalls } satisfies Record<string, Resolve>

/** How often each kind comes. */
export const stepWeights: Readonly<Record<StepName, number>> = {
  wait: 5,
  register: 3,
  registerShared: 5,
  requestExit: 2,
  requestExitAsContributor: 3,
  submitSnapshot: 4,
  completeExit: 4,
  liquidate: 4,
  exitWithoutSnapshot: 2,
  releaseStake: 4,
  releaseStakes: 3,
  withdraw: 3,
  setRequirement: 1,
  createPool: 3,
  contribute: 12,
  finalize: 4,
  leavePool: 3,
  payCredit: 3,
  reset: 2,
  setBeneficiary: 1,
  setTerms: 2,
  setReservations: 2,
  setAutoFinalize: 2,
}

const WAITS_S = [1, 30, 60, 300, 86_400, 700_000]
/** Of each step. */
export const NUMBERS_PER_STEP = 12
export const NUMBER_MAX = 997

/** A story from a seed. */
export function drawStory(random: SeededRandom, length: number): Step[] {
  const names = Object.entries(stepWeights).flatMap(([name, weight]) =>
    Array<StepName>(weight).fill(name as StepName),
  )
  return Array.from({ length }, () => ({
    name: random.pick(names),
    numbers: Array.from({ length: NUMBERS_PER_STEP }, () => random.int(0, NUMBER_MAX)),
  }))
}

export type Outcome = { readonly name: StepName; readonly reason: string | undefined }

/**
 * Plays a story on the contracts and on the model, comparing after every step.
 *
 * @throws Error that tells the step and both sides where they differ.
 */
export async function playStory(
  stage: Stage,
  { cast, world: start }: Opening,
  steps: readonly Step[],
): Promise<Outcome[]> {
  const point = await stage.save()
  const outcomes: Outcome[] = []
  let world: World = start
  try {
    for (const [at, { name, numbers }] of steps.entries()) {
      const draw = createDraw(numbers)
      if (name === "wait") {
        world = { ...world, nowS: world.nowS + (draw.pick(WAITS_S) as number) }
        continue
      }
      const call = (resolvers[name] as Resolve)(cast, world, draw)
      if (call === undefined) continue
      const transaction = { from: call.sender, ...encodeCall(stage.contracts, call), atS: world.nowS }
      const expected = runInModel(cast, world, call)
      const reason = await stage.reasonOf(transaction)
      const step = `step ${at} (${name}, ${numbers.join(" ")})`
      if (reason !== expected.reason)
        throw new Error(
          `${step}: the contracts say ${reason ?? "yes"}, the model ${expected.reason ?? "yes"}`,
        )
      outcomes.push({ name, reason })
      if (reason !== undefined) continue
      await stage.send(transaction)
      world = { ...expected.world, nowS: world.nowS + 1 }
      differ(step, {
        theirs: await observeContracts(stage, { cast, world }),
        ours: observeModel(cast, world),
      })
    }
    return outcomes
  } finally {
    await stage.restore(point)
  }
}

function differ(step: string, { theirs, ours }: { readonly theirs: object; readonly ours: object }): void {
  const [contracts, model] = [flat(theirs), flat(ours)]
  const names = new Set([...contracts.keys(), ...model.keys()])
  const lines = [...names]
    .filter((name) => contracts.get(name) !== model.get(name))
    .map((name) => `  ${name}: contracts ${contracts.get(name)}, model ${model.get(name)}`)
  if (lines.length > 0) throw new Error([`${step} leaves them different:`, ...lines].join("\n"))
}

/** Every value by its path. */
function flat(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value))
      flat(inner, path === "" ? name : `${path}.${name}`, into)
  else into.set(path, String(value))
  return into
}

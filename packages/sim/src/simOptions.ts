import { NODES_MIN } from "@sextant/shared/params"
import { SimError } from "./errors.ts"

export type SimOptions = {
  /** Each scenario runs once with each. */
  readonly seeds: readonly number[]
  /** Undefined: what the scenario asks for. */
  readonly nodeCount: number | undefined
  /** Every run goes on until this height is final; undefined: until its story ends. */
  readonly blocks: number | undefined
  /** Undefined: all of them. */
  readonly scenario: string | undefined
}

export const NODE_COUNT_MAX = 100
const SEED_MAX = 2 ** 31 - 1

export const simUsage = `npm run sim [-- OPTIONS]

  --seed N         run with this seed (default 1)
  --seeds COUNT    run with the seeds 1 to COUNT
  --nodes N        nodes in each network, ${NODES_MIN} to ${NODE_COUNT_MAX} (default: as the scenario says; some stories need theirs)
  --blocks N       go on until this height is final
  --scenario NAME  run only this one
  --help           this text
`

/** @throws SimError sim/bad-option, whose `hint` is one sentence that says what to type instead. */
export function parseSimOptions(
  argv: readonly string[],
  scenarioNames: readonly string[],
): SimOptions | "help" {
  const given = new Map<string, string | undefined>()
  const rest = argv.flatMap((word) => (/^--[a-z]+=/.test(word) ? splitOnce(word) : [word]))
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--help" || word === "-h") return "help"
    if (!optionNames.includes(word))
      throw badOption(`Unknown option ${word}: the options are ${optionNames.join(", ")} and --help.`)
    if (given.has(word)) throw badOption(`${word} is given twice: give it once.`)
    given.set(word, rest.shift())
  }
  if (given.has("--seed") && given.has("--seeds"))
    throw badOption(
      "--seed and --seeds exclude each other: --seed N runs one seed, --seeds COUNT runs 1 to COUNT.",
    )
  const number = (name: string, min: number, max: number) =>
    given.has(name) ? wholeNumber(name, given.get(name), { min, max }) : undefined
  const count = number("--seeds", 1, SEED_MAX)
  return {
    seeds:
      count === undefined
        ? [number("--seed", 0, SEED_MAX) ?? 1]
        : Array.from({ length: count }, (_, at) => at + 1),
    nodeCount: number("--nodes", NODES_MIN, NODE_COUNT_MAX),
    blocks: number("--blocks", 1, 1_000_000),
    scenario: given.has("--scenario") ? scenarioName(given.get("--scenario"), scenarioNames) : undefined,
  }
}

const optionNames = ["--seed", "--seeds", "--nodes", "--blocks", "--scenario"]

function scenarioName(name: string | undefined, names: readonly string[]): string {
  if (name !== undefined && names.includes(name)) return name
  const found = name === undefined ? "--scenario needs a name" : `There is no scenario ${name}`
  throw badOption(`${found}: choose one of ${names.join(", ")}.`)
}

function splitOnce(word: string): string[] {
  const at = word.indexOf("=")
  return [word.slice(0, at), word.slice(at + 1)]
}

function wholeNumber(option: string, text: string | undefined, range: { min: number; max: number }): number {
  const value = Number(text)
  if (text === undefined || !/^\d+$/.test(text) || value < range.min || value > range.max) {
    const found = text === undefined ? "" : `, not "${text}"`
    throw badOption(`${option} needs a whole number from ${range.min} to ${range.max}${found}.`)
  }
  return value
}

function badOption(hint: string): SimError {
  return new SimError("sim/bad-option", { meta: { hint } })
}

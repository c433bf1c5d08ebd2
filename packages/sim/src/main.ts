import { SimError } from "./errors.ts"
import { type RunOutcome, runScenario } from "./runScenario.ts"
import type { Scenario } from "./scenario.ts"
import { allScenarios } from "./scenarios/allScenarios.ts"
import { parseSimOptions, type SimOptions, simUsage } from "./simOptions.ts"

process.exitCode = await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<number> {
  let options: SimOptions | "help"
  try {
    options = parseSimOptions(
      argv,
      allScenarios.map((scenario) => scenario.name),
    )
  } catch (error) {
    if (!(error instanceof SimError)) throw error
    process.stderr.write(`${String(error.meta["hint"])}\n`)
    return 1
  }
  if (options === "help") {
    const list = allScenarios.map(({ name, title }) => `  ${name.padEnd(28)} ${title}\n`)
    process.stdout.write(`${simUsage}\nScenarios:\n${list.join("")}`)
    return 0
  }
  return runAll(options)
}

async function runAll(options: SimOptions): Promise<number> {
  const chosen = allScenarios.filter(
    ({ name }) => options.scenario === undefined || name === options.scenario,
  )
  const failed: RunOutcome[] = []
  let passed = 0
  for (const seed of options.seeds) {
    for (const scenario of chosen) {
      const outcome = await runAndReport(scenario, seed, options)
      if (outcome.violation === undefined) passed++
      else failed.push(outcome)
    }
  }
  if (failed.length > 0) {
    const names = failed.map(({ scenario, seed }) => `${scenario} ${seed}`)
    process.stdout.write(`Failing seeds: ${names.join(", ")}\n`)
  }
  process.stdout.write(`${passed} passed, ${failed.length} failed\n`)
  return failed.length === 0 ? 0 : 1
}

async function runAndReport(scenario: Scenario, seed: number, options: SimOptions): Promise<RunOutcome> {
  const startedMs = performance.now()
  const { nodeCount, blocks } = options
  const outcome = await runScenario(scenario, { seed, nodeCount, blocks })
  const tookS = ((performance.now() - startedMs) / 1000).toFixed(1)
  const facts = [
    `${outcome.height} blocks`.padStart(10),
    `${(outcome.simulatedMs / 1000).toFixed(0)} s in ${tookS} s`.padStart(18),
    `trace ${outcome.traceHash}`,
  ]
  const verdict = outcome.violation === undefined ? "pass" : "FAIL"
  process.stdout.write(`${verdict}  ${scenario.name.padEnd(27)} seed ${seed}  ${facts.join("  ")}\n`)
  if (outcome.violation !== undefined) {
    const lines = [outcome.violation, ...outcome.evidence, `Replay: ${replayCommand(outcome, options)}`]
    process.stdout.write(lines.map((line) => `      ${line}\n`).join(""))
  }
  return outcome
}

function replayCommand({ scenario, seed }: RunOutcome, { nodeCount, blocks }: SimOptions): string {
  const more = [
    nodeCount === undefined ? "" : ` --nodes ${nodeCount}`,
    blocks === undefined ? "" : ` --blocks ${blocks}`,
  ]
  return `npm run sim -- --scenario ${scenario} --seed ${seed}${more.join("")}`
}

import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { contractsRoot, runForge } from "./runForge.ts"

/** Hits of one source file; `found` counts lines or branch directions that can be reached. */
export type FileCoverage = {
  readonly file: string
  readonly lines: { readonly found: number; readonly hit: number }
  readonly branches: { readonly found: number; readonly hit: number }
  /** Line numbers with a branch direction that no test takes. */
  readonly missedLines: readonly number[]
}

/** Least share of branch directions that the tests must take. */
const BRANCH_COVERAGE_MIN = 0.98

const require = createRequire(import.meta.url)
const libraries = ["@openzeppelin/contracts", "@openzeppelin/contracts-upgradeable"]

/**
 * Copies the project into one folder with its libraries inside: forge's coverage analysis does not follow imports out of
 * the project's own folder.
 */
function stageProject(): string {
  const stage = path.join(contractsRoot, "cache", "coverage")
  rmSync(stage, { recursive: true, force: true })
  const onlySources = (from: string) => statSync(from).isDirectory() || /[.](sol|json)$/.test(from)
  for (const folder of ["src", "test"]) {
    cpSync(path.join(contractsRoot, folder), path.join(stage, folder), {
      recursive: true,
      filter: onlySources,
    })
  }
  for (const library of libraries) {
    const from = path.dirname(require.resolve(`${library}/package.json`))
    const to = path.join(stage, "node_modules", library)
    cpSync(from, to, {
      recursive: true,
      filter: (file) => statSync(file).isDirectory() || file.endsWith(".sol"),
    })
  }
  const settings = readFileSync(path.join(contractsRoot, "foundry.toml"), "utf8")
  writeFileSync(path.join(stage, "foundry.toml"), settings.replaceAll("../../node_modules", "node_modules"))
  return stage
}

/** Reads an lcov tracefile. */
export function parseLcov(lcov: string): readonly FileCoverage[] {
  return lcov.split("end_of_record").flatMap((record) => {
    const file = /^SF:(.+)$/m.exec(record)?.[1]
    if (file === undefined) return []
    const count = (tag: string) => Number(new RegExp(`^${tag}:(\\d+)$`, "m").exec(record)?.[1] ?? 0)
    const missed = [...record.matchAll(/^BRDA:(\d+),\d+,\d+,(?:0|-)$/gm)].map(([, line]) => Number(line))
    return [
      {
        file,
        lines: { found: count("LF"), hit: count("LH") },
        branches: { found: count("BRF"), hit: count("BRH") },
        missedLines: [...new Set(missed)],
      },
    ]
  })
}

/**
 * Runs the Solidity tests with coverage.
 *
 * @param args - Further arguments of `forge coverage`, such as `--match-path`.
 * @throws Error with forge's output when a test fails.
 */
export function measureCoverage(args: readonly string[] = []): readonly FileCoverage[] {
  const stage = stageProject()
  const lcov = path.join(stage, "lcov.info")
  const report = ["--report", "lcov", "--report-file", lcov, "--exclude-tests"]
  // Without the optimizer, which would blur the source lines, code is larger than it will ever be deployed.
  const skipped = ["--no-match-test", "^test_sizes_"]
  const { exitCode, output } = runForge(["coverage", ...report, ...skipped, ...args], "pipe", stage)
  if (exitCode !== 0) throw new Error(`forge coverage failed:\n${output}`)
  return parseLcov(readFileSync(lcov, "utf8")).filter(({ file }) => file.startsWith("src/"))
}

function show(coverage: readonly FileCoverage[]): boolean {
  const share = (hit: number, found: number) => (found === 0 ? 1 : hit / found)
  const percent = (hit: number, found: number) => `${(100 * share(hit, found)).toFixed(1)} %`.padStart(8)
  let hit = 0
  let found = 0
  for (const { file, lines, branches, missedLines } of coverage) {
    hit += branches.hit
    found += branches.found
    const missed = missedLines.length > 0 ? `  untaken: ${missedLines.join(", ")}` : ""
    console.log(
      `${file.padEnd(40)} lines ${percent(lines.hit, lines.found)}  branches ${percent(branches.hit, branches.found)}${missed}`,
    )
  }
  console.log(`${"all".padEnd(40)} branches ${hit} of ${found}, ${percent(hit, found).trim()}`)
  return share(hit, found) >= BRANCH_COVERAGE_MIN
}

if (import.meta.main && !show(measureCoverage(process.argv.slice(2)))) {
  console.log(`goal: ${BRANCH_COVERAGE_MIN * 100} % of the branches`)
  process.exitCode = 1
}

import { execFileSync } from "node:child_process"
import { mkdir, writeFile } from "node:fs/promises"
import { cpus, totalmem } from "node:os"
import path from "node:path"

/** One figure. `goal` compares the ratio when it ends in x, else the value: `<= 0.3x`, `>= 2000`. */
export type Measurement = {
  readonly row: string
  readonly value: number
  readonly unit: string
  /** What the figure is held against, in the same unit. */
  readonly anchor?: { readonly name: string; readonly value: number }
  readonly goal?: string
}

export type BenchRow = Measurement & { readonly ratio?: number; readonly met?: boolean }

export type BenchReport = {
  readonly name: string
  readonly commit: string
  readonly machine: string
  readonly startedAt: string
  readonly rows: readonly BenchRow[]
}

/** Adds what follows from the figures: ratio to the anchor and whether the goal is met. */
export function judge(measurement: Measurement): BenchRow {
  const { anchor, goal } = measurement
  const ratio = anchor === undefined ? undefined : measurement.value / anchor.value
  const met = goal === undefined ? undefined : meets(goal, { value: measurement.value, ratio })
  return { ...measurement, ...(ratio === undefined ? {} : { ratio }), ...(met === undefined ? {} : { met }) }
}

function meets(
  goal: string,
  figure: { readonly value: number; readonly ratio: number | undefined },
): boolean {
  const match = /^(<=|>=)\s*([\d.]+)(x?)$/.exec(goal)
  if (match === null) throw new RangeError(`a goal reads "<= 0.3x" or ">= 2000", not "${goal}"`)
  const [, sign, bound, isRatio] = match
  const measured = isRatio === "x" ? figure.ratio : figure.value
  if (measured === undefined) throw new RangeError(`the goal "${goal}" needs an anchor`)
  return sign === "<=" ? measured <= Number(bound) : measured >= Number(bound)
}

/** Prints the table and writes `bench/results/NAME.json`. */
export async function publish(
  root: string,
  report: Omit<BenchReport, "commit" | "machine">,
): Promise<BenchReport> {
  const whole: BenchReport = { ...report, commit: commitOf(root), machine: machine() }
  const folder = path.join(root, "bench/results")
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, `${report.name}.json`), `${JSON.stringify(whole, null, 2)}\n`)
  process.stdout.write(`\n${table(whole)}\n`)
  return whole
}

export function table(report: BenchReport): string {
  const cells = [
    ["", "value", "unit", "anchor", "ratio", "goal", ""],
    ...report.rows.map((row) => [
      row.row,
      figure(row.value),
      row.unit,
      row.anchor === undefined ? "" : `${row.anchor.name} ${figure(row.anchor.value)}`,
      row.ratio === undefined ? "" : `${row.ratio.toFixed(3)}x`,
      row.goal ?? "",
      row.met === undefined ? "" : row.met ? "met" : "MISSED",
    ]),
  ]
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? []
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  )
  return [`${report.name} · ${report.machine} · ${report.commit}`, ...lines].join("\n")
}

function figure(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString("en-US") : value.toFixed(value < 10 ? 3 : 1)
}

function commitOf(root: string): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim()
  } catch {
    return "unknown"
  }
}

function machine(): string {
  const processors = cpus()
  return `${processors.length} × ${processors[0]?.model ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}`
}

import { spawn } from "node:child_process"
import path from "node:path"

export const root = path.resolve(import.meta.dirname, "..")

export type Stage = {
  readonly title: string
  /** Program and arguments; `node` is the Node.js that runs this script. */
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Runs one stage with its output on ours. Resolves with its exit code. */
export function runStage(stage: Stage): Promise<number> {
  const startedMs = performance.now()
  process.stdout.write(`\n▶ ${stage.title}\n`)
  const [program, ...args] = stage.command
  return new Promise((resolve) => {
    const child = spawn(program === "node" ? process.execPath : (program ?? ""), args, {
      cwd: root,
      env: { ...process.env, ...stage.env },
      stdio: ["ignore", "inherit", "inherit"],
    })
    child.on("error", (error) => {
      process.stdout.write(`${error.message}\n`)
      resolve(1)
    })
    child.on("exit", (code, signal) => {
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
      process.stdout.write(`${code === 0 ? "✔" : "✘"} ${stage.title} (${seconds} s)\n`)
      resolve(code ?? (signal === null ? 1 : 130))
    })
  })
}

/** Runs stages in order and ends the process: at the first failure, or with a line that says all passed. */
export async function runStages(stages: readonly Stage[]): Promise<never> {
  const startedMs = performance.now()
  for (const stage of stages) {
    const code = await runStage(stage)
    if (code !== 0) {
      process.stdout.write(`\nFailed: ${stage.title}. Run it alone with: ${stage.command.join(" ")}\n`)
      process.exit(1)
    }
  }
  process.stdout.write(`\nAll passed in ${Math.round((performance.now() - startedMs) / 1000)} s.\n`)
  process.exit(0)
}

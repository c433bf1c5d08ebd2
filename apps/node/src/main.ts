import { createInterface } from "node:readline"
import { Writable } from "node:stream"
import type { CliDeps } from "./cli/cliDeps.ts"
import { createProgram } from "./cli/createProgram.ts"
import { explain } from "./cli/explain.ts"
import { openAccount, prepareRegistration } from "./openAccount.ts"
import { runNode } from "./runNode.ts"
import { systemRandom } from "./systemRandom.ts"
import { VERSION } from "./version.ts"

/** Process entry: the only file that touches `process`. */

const STOP_WITHIN_MS = 10_000

/** Resolves at the first signal; at the second, or when stopping takes too long, the process ends at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false
    const onSignal = (signal: string) => {
      if (asked) process.exit(1)
      asked = true
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
      resolve(signal)
    }
    process.on("SIGTERM", onSignal)
    process.on("SIGINT", onSignal)
  })
}

/** Reads a line without showing it. */
function askPassword(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return Promise.resolve(undefined)
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true })
  return new Promise((resolve) => {
    reader.once("close", () => resolve(undefined))
    reader.question("", (answer) => {
      process.stderr.write("\n")
      resolve(answer)
      reader.close()
    })
  })
}

const deps: CliDeps = {
  env: process.env,
  say: (line) => void process.stdout.write(`${line}\n`),
  random: systemRandom,
  askPassword,
  runNode: (config, keys) => runNode({ config, keys, stopped: stopSignal() }),
  openAccount,
  prepareRegistration,
  fetch,
}

try {
  await createProgram(deps, VERSION.join(".")).parseAsync(process.argv)
  process.exitCode = 0
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
}

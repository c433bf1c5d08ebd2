import { enableCompileCache } from "node:module"
import { createInterface } from "node:readline"
import { Writable } from "node:stream"
import type { CliDeps } from "./cli/cliDeps.ts"

/** Process entry: the only file that touches `process`. */

// Before anything else is loaded: compiled modules are kept between starts, which halves the time and saves memory.
enableCompileCache()
const { createProgram } = await import("./cli/createProgram.ts")
const { explain } = await import("./cli/explain.ts")
const { openAccount, openLiquidator, preparePool, prepareRegistration } = await import("./openAccount.ts")
const { openVotes } = await import("./openVotes.ts")
const { runNode } = await import("./runNode.ts")
const { systemClock } = await import("./systemClock.ts")
const { systemRandom } = await import("./systemRandom.ts")
const { VERSION } = await import("./version.ts")

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
  runNode: (config, keys, choice) => runNode({ config, keys, ...choice, stopped: stopSignal() }),
  openVotes,
  clock: systemClock,
  stopped: stopSignal,
  openAccount,
  openLiquidator,
  preparePool,
  prepareRegistration,
  fetch,
}

// A stray rejection deep in a library must not end a node that works; what the node itself needs reaches it as a failure.
process.on("unhandledRejection", (cause) => {
  process.stderr.write(
    `${JSON.stringify({ level: "error", msg: "a rejection was not handled", err: String(cause) })}\n`,
  )
})

try {
  await createProgram(deps, VERSION.join(".")).parseAsync(process.argv)
  // Whatever a library still holds open has nothing left to do.
  process.exit(0)
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
}

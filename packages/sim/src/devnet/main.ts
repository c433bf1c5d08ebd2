import { DevnetError } from "./errors.ts"
import { parseOptions, usage } from "./options.ts"
import { createProgress } from "./progress.ts"
import { runDevnet } from "./runDevnet.ts"

/** Ends with 0 after Ctrl-C, 1 when the network could not start, 2 for a wrong command line. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), process.cwd())
  if (options === "help") {
    process.stdout.write(usage)
    return 0
  }
  const stop = new AbortController()
  // Terminals, npm and the bootstrap may each deliver the same Ctrl-C: the first one counts.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort())
  const colours = !options.headless && process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined
  const progress = createProgress({
    write: (text) => process.stdout.write(text),
    nowMs: () => performance.now(),
    colours,
  })
  await runDevnet({ progress, signal: stop.signal, databaseServerUrl: process.env["DATABASE_URL"] }, options)
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof DevnetError)) throw error
  process.stderr.write(`${error.hint}\n`)
  process.exitCode = error.code === "devnet/bad-option" ? 2 : 1
}

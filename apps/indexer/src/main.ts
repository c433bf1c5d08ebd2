import process from "node:process"
import { setTimeout } from "node:timers/promises"
import { migrateDeploy } from "@sextant/prisma/migrate"
import { AppError } from "@sextant/shared/errors"
import { parseConfig } from "./config.ts"
import { createIndexer } from "./createIndexer.ts"
import { type LogLine, runLoop } from "./runLoop.ts"

/** One JSON object per line on stdout. */
function log(level: "info" | "warn" | "error", line: LogLine): void {
  const text = JSON.stringify({ at: new Date().toISOString(), level, ...line }, (_key, value: unknown) =>
    typeof value === "bigint" ? Number(value) : value,
  )
  process.stdout.write(`${text}\n`)
}

const sleepMs = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal }).catch(() => {})

/** The local form of the indexer: brings the schema up to date, then steps until SIGTERM or SIGINT. */
async function main(): Promise<number> {
  const stopping = new AbortController()
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stopping.abort())
  try {
    const config = parseConfig(process.env)
    const migrations = await migrateDeploy(config.databaseUrl)
    const indexer = createIndexer({ nowMs: Date.now, fetch }, config)
    log("info", { event: "started", chainId: config.chainId, nodes: config.nodeUrls.length, migrations })
    try {
      await runLoop(
        { step: indexer.step, log, sleepMs, pollIntervalMs: config.pollIntervalMs },
        stopping.signal,
      )
    } finally {
      await indexer.close()
    }
    log("info", { event: "stopped" })
    return 0
  } catch (error) {
    const code = error instanceof AppError ? String(error.code) : "step/failed"
    log("error", { event: "failed", code, message: error instanceof Error ? error.message : String(error) })
    return 1
  }
}

process.exitCode = await main()

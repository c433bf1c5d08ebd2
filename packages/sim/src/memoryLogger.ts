import type { LogFields, Logger } from "@sextant/node/ports"

export type LogLevel = "debug" | "info" | "warn" | "error"
export type LogLine = {
  readonly atMs: number
  readonly level: LogLevel
  readonly fields: LogFields
  readonly message: string
}

export type LogBook = { readonly logger: Logger; readonly lines: () => readonly LogLine[] }

const KEPT_LINES = 500

/** Keeps the newest lines of one node; they are printed when its run fails. */
export function createLogBook(nowMs: () => number): LogBook {
  const lines: LogLine[] = []
  const loggerWith = (bound: LogFields): Logger => {
    const at = (level: LogLevel) => (fields: LogFields, message: string) => {
      lines.push({ atMs: nowMs(), level, fields: { ...bound, ...fields }, message })
      if (lines.length > 2 * KEPT_LINES) lines.splice(0, KEPT_LINES)
    }
    return {
      debug: at("debug"),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
      child: (fields) => loggerWith({ ...bound, ...fields }),
    }
  }
  return { logger: loggerWith({}), lines: () => lines }
}

export function formatLogLine(line: LogLine): string {
  const facts = Object.entries(line.fields).map(([key, value]) => `${key}=${factText(value)}`)
  return `${line.atMs.toFixed(1)} ${line.level} ${line.message} ${facts.join(" ")}`
}

function factText(value: unknown): string {
  return value instanceof Error ? value.message.replaceAll("\n", " ") : String(value)
}

import { pino } from "pino"
import type { Logger } from "./ports.ts"

/** One JSON object per line on standard output. Errors in `err` keep their stack; secrets are never passed to a logger. */
export function createPinoLogger(level: string): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return wrap(pino(options, pino.destination({ fd: 1, sync: true })))
}

function wrap(logger: pino.Logger): Logger {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => wrap(logger.child(fields)),
  }
}

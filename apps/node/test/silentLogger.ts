import type { Logger } from "../src/ports.ts"

/** Says nothing; LOG=1 is not needed when a test collects what it wants itself. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
}

const held = globalThis as typeof globalThis & { __sextantShutdown?: AbortController }

function controller(): AbortController {
  held.__sextantShutdown ??= new AbortController()
  return held.__sextantShutdown
}

/** Fires once, when the process is asked to stop. Held globally because Next loads modules more than once. */
export function shutdownSignal(): AbortSignal {
  return controller().signal
}

/** Called once, when the server starts. */
export function stopWithSignals(): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => controller().abort())
}

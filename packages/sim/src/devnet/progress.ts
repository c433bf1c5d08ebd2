/** Says what is starting, how long it took and what came of it. Plain lines, so that it reads well in a log file too. */
export type Progress = {
  /** Runs one step with a line before, a heartbeat every few seconds, and a line after with its duration and `result`. */
  readonly step: <T>(title: string, run: () => Promise<T>, result?: (value: T) => string) => Promise<T>
  readonly line: (text: string) => void
}

export type ProgressDeps = {
  readonly write: (text: string) => void
  readonly nowMs: () => number
  readonly colours: boolean
}

const HEARTBEAT_MS = 5_000

export function createProgress(deps: ProgressDeps): Progress {
  const startedMs = deps.nowMs()
  const dim = (text: string) => (deps.colours ? `\u001b[2m${text}\u001b[22m` : text)
  const green = (text: string) => (deps.colours ? `\u001b[32m${text}\u001b[39m` : text)
  const seconds = (fromMs: number) => `${((deps.nowMs() - fromMs) / 1000).toFixed(1)} s`
  const line = (text: string) => deps.write(`${text}\n`)
  return {
    line,
    async step(title, run, result) {
      const stepMs = deps.nowMs()
      line(`${dim(`[${seconds(startedMs).padStart(7)}]`)} ${title} …`)
      const beat = setInterval(
        () => line(`${dim(`[${seconds(startedMs).padStart(7)}]`)}   still at it: ${title}`),
        HEARTBEAT_MS,
      )
      try {
        const value = await run()
        const outcome = result === undefined ? "" : ` ${result(value)}`
        line(
          `${dim(`[${seconds(startedMs).padStart(7)}]`)} ${green("✔")} ${title} (${seconds(stepMs)})${outcome}`,
        )
        return value
      } finally {
        clearInterval(beat)
      }
    },
  }
}

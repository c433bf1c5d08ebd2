import { AppError } from "@sextant/shared/errors"
import type { StepResult } from "./indexStep.ts"

export type LogLine = Readonly<Record<string, unknown>> & { readonly event: string }

export type LoopDeps = {
  readonly step: () => Promise<StepResult>
  readonly log: (level: "info" | "warn" | "error", line: LogLine) => void
  readonly sleepMs: (ms: number, signal: AbortSignal) => Promise<void>
  readonly pollIntervalMs: number
}

const BACKOFF_MS_MAX = 10_000

type Failure = { readonly source: string; readonly code: string; readonly message: string }

function failuresOf(result: StepResult): readonly Failure[] {
  const sources = [
    ["evm", result.evm],
    ["appchain", result.appchain],
  ] as const
  return sources.flatMap(([source, one]) =>
    one.kind === "failed" && one.code !== "step/raced"
      ? [{ source, code: one.code, message: one.message }]
      : [],
  )
}

function describe(result: StepResult): LogLine {
  const { evm, appchain } = result
  return {
    event: "step",
    ...(evm.kind === "ok"
      ? { evmHeight: evm.height, evmHead: evm.headHeight, logs: evm.logCount, rolledBackTo: evm.rolledBackTo }
      : {}),
    ...(appchain.kind === "ok"
      ? { height: appchain.height, blocks: appchain.blockCount, snapshots: appchain.snapshotCount }
      : {}),
  }
}

/** Repeats of the same trouble are logged at growing distances, so that a night without a provider fills no disk. */
function createTroubleLog(log: LoopDeps["log"]): (failures: readonly Failure[]) => number {
  let last = ""
  let count = 0
  return (failures) => {
    const key = failures.map(({ source, code }) => `${source} ${code}`).join(", ")
    count = key === last ? count + 1 : 1
    if (key === "" && last !== "") log("info", { event: "recovered", from: last })
    last = key
    if (key === "") return 0
    if ((count & (count - 1)) === 0) {
      for (const failure of failures) log("warn", { event: "step-failed", ...failure, count })
    }
    return count
  }
}

/**
 * Steps until the signal: at once while there is more to read, else after the poll interval, and after growing pauses
 * while a source fails. A step that is under way is finished.
 *
 * @throws AppError that is not retryable from outside the sources, such as evm/wrong-chain.
 */
export async function runLoop(deps: LoopDeps, signal: AbortSignal): Promise<void> {
  const noteTrouble = createTroubleLog(deps.log)
  while (!signal.aborted) {
    let pauseMs = deps.pollIntervalMs
    try {
      const result = await deps.step()
      if (result.progressed) deps.log("info", describe(result))
      const failures = noteTrouble(failuresOf(result))
      if (failures > 0) pauseMs = Math.min(deps.pollIntervalMs * 2 ** Math.min(failures, 8), BACKOFF_MS_MAX)
      // One source in trouble must not slow the other down.
      if (result.progressed) pauseMs = deps.pollIntervalMs
      if (result.behind && result.progressed) pauseMs = 0
    } catch (error) {
      if (error instanceof AppError && !error.retryable) throw error
      const code = error instanceof AppError ? String(error.code) : "step/failed"
      const failures = noteTrouble([{ source: "start", code, message: String(error) }])
      pauseMs = Math.min(deps.pollIntervalMs * 2 ** Math.min(failures, 8), BACKOFF_MS_MAX)
    }
    if (pauseMs > 0 && !signal.aborted) await deps.sleepMs(pauseMs, signal)
  }
}

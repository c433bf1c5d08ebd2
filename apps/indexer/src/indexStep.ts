import type { Pool } from "@sextant/prisma/client"
import { AppError } from "@sextant/shared/errors"
import { type AppchainProgress, type AppchainStepDeps, appchainStep } from "./appchainStep.ts"
import { IndexerError } from "./errors.ts"
import { type EvmProgress, type EvmStepDeps, evmStep } from "./evmStep.ts"
import { defaultLimits, type StepLimits } from "./stepLimits.ts"
import type { Source } from "./store/cursor.ts"
import { recordFailure } from "./store/status.ts"

export type IndexStepDeps = {
  readonly pool: Pool
  readonly evm: Omit<EvmStepDeps, "pool">
  readonly appchain: Omit<AppchainStepDeps, "pool">
}

export type SourceFailure = {
  readonly code: string
  readonly message: string
  /** False when the same step will fail again until somebody changes something. */
  readonly retryable: boolean
}

export type SourceResult<TProgress> =
  | ({ readonly kind: "ok" } & TProgress)
  | ({ readonly kind: "failed" } & SourceFailure)

export type StepResult = {
  /** True when a cursor moved. */
  readonly progressed: boolean
  readonly evm: SourceResult<EvmProgress>
  readonly appchain: SourceResult<AppchainProgress>
  /** True when a source is known to have more to read right now. */
  readonly behind: boolean
}

function toFailure(error: unknown): SourceFailure {
  const known = error instanceof AppError ? error : new IndexerError("step/failed", { cause: error })
  const reason = error instanceof AppError || !(error instanceof Error) ? "" : `: ${error.message}`
  return { code: String(known.code), message: known.message + reason, retryable: known.retryable }
}

/** Runs one source's step; its failure is noted and must not stop the other source. */
async function attempt<TProgress>(
  pool: Pool,
  source: Source,
  run: () => Promise<TProgress>,
): Promise<SourceResult<TProgress>> {
  try {
    return { kind: "ok", ...(await run()) }
  } catch (error) {
    const failure = toFailure(error)
    // A lost race is the other step's success.
    if (failure.code !== "step/raced") {
      // When the database itself is away there is nowhere to note it; the caller still gets the failure.
      await recordFailure(pool, { source, ...failure }).catch(() => {})
    }
    return { kind: "failed", ...failure }
  }
}

/**
 * Does one bounded piece of work on each source, from where the last step left off, and returns.
 *
 * Steps may be killed, repeated and run at once in several processes: rows and cursor move together or not at all.
 */
export async function indexStep(deps: IndexStepDeps, limits: Partial<StepLimits> = {}): Promise<StepResult> {
  const { pool } = deps
  const bounds: StepLimits = { ...defaultLimits, ...limits }
  const [evm, appchain] = await Promise.all([
    attempt(pool, "evm", () => evmStep({ pool, ...deps.evm }, bounds)),
    attempt(pool, "appchain", () => appchainStep({ pool, ...deps.appchain }, bounds)),
  ])
  const progressed = (evm.kind === "ok" && evm.progressed) || (appchain.kind === "ok" && appchain.progressed)
  const behind = (evm.kind === "ok" && evm.behind) || (appchain.kind === "ok" && appchain.behind)
  return { progressed, evm, appchain, behind }
}

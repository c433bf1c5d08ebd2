/** What one step may do at most. A step always makes some progress, so a tiny limit still arrives. */
export type StepLimits = {
  /** EVM logs; whole blocks are never cut, so one block may exceed it. */
  readonly maxRows: number
  /** Appchain blocks. */
  readonly maxBlocks: number
  /** No new work is begun after this time. */
  readonly timeBudgetMs: number
}

export const defaultLimits: StepLimits = { maxRows: 100_000, maxBlocks: 500, timeBudgetMs: 10_000 }

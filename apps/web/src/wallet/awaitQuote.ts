import { formatSeshExact } from "../format/amount.ts"
import type { Outputs } from "../trpc/types.ts"

export type ClaimQuote = Outputs["claim"]["quote"]

export type QuoteDeps = {
  /** Undefined while no accepted snapshot of the node holds the account. */
  readonly fetchQuote: () => Promise<ClaimQuote | undefined>
  readonly nowMs: () => number
  readonly sleepMs: (ms: number) => Promise<void>
}

const CATCH_UP_MS = 20_000
const POLL_MS = 700

/**
 * Gets a proof that covers an amount. A node follows the L2 a little behind its head, so just after a snapshot was
 * accepted the page can know of more than the node proves: this waits until the node has caught up.
 *
 * @throws Error that says how much can be claimed, when it does not.
 */
export async function awaitQuote(deps: QuoteDeps, amountAtomic: bigint): Promise<ClaimQuote> {
  const deadlineMs = deps.nowMs() + CATCH_UP_MS
  for (;;) {
    const quote = await deps.fetchQuote()
    const claimableAtomic = BigInt(quote?.claimableAtomic ?? 0)
    if (quote !== undefined && claimableAtomic >= amountAtomic) return quote
    if (deps.nowMs() >= deadlineMs)
      throw new Error(
        `The newest accepted snapshot allows ${formatSeshExact(claimableAtomic)} SESH. Claim less, or wait for the next one.`,
      )
    await deps.sleepMs(POLL_MS)
  }
}

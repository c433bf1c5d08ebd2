import type { Clock } from "../ports.ts"

export type RequestBudgetSettings = {
  readonly perSecond: number
  /** What a caller may ask at once after a pause. */
  readonly burst: number
  /** Callers remembered at most; the one that asked longest ago is forgotten first. */
  readonly callersMax: number
}

type Account = { left: number; atMs: number }

/** Counts each caller's requests: true = may ask now. */
export function createRequestBudget(
  clock: Pick<Clock, "nowMs">,
  settings: RequestBudgetSettings,
): (caller: string) => boolean {
  const accounts = new Map<string, Account>()
  return (caller) => {
    const nowMs = clock.nowMs()
    const account = accounts.get(caller) ?? { left: settings.burst, atMs: nowMs }
    const earned = (Math.max(0, nowMs - account.atMs) / 1000) * settings.perSecond
    account.left = Math.min(settings.burst, account.left + earned)
    account.atMs = nowMs
    accounts.delete(caller)
    accounts.set(caller, account)
    if (accounts.size > settings.callersMax) accounts.delete(accounts.keys().next().value as string)
    if (account.left < 1) return false
    account.left--
    return true
  }
}

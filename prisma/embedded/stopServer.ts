import process from "node:process"
import { setTimeout as sleep } from "node:timers/promises"
import { DatabaseError } from "../errors.ts"
import { isAlive } from "./isAlive.ts"

const STOP_FAST_MS = 10_000
const STOP_HARD_MS = 5_000
const POLL_MS = 20

async function gone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadlineMs = Date.now() + timeoutMs
  while (isAlive(pid)) {
    if (Date.now() > deadlineMs) return false
    await sleep(POLL_MS)
  }
  return true
}

/**
 * Stops a server: open transactions are rolled back, connections closed, everything written. A server that hangs is
 * ended the hard way and repairs itself at the next start.
 *
 * @throws DatabaseError embedded/stop-failed when even that does not end it.
 */
export async function stopServer(pid: number): Promise<void> {
  for (const [signal, timeoutMs] of [
    ["SIGINT", STOP_FAST_MS],
    ["SIGQUIT", STOP_HARD_MS],
  ] as const) {
    if (!isAlive(pid)) return
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    if (await gone(pid, timeoutMs)) return
  }
  throw new DatabaseError("embedded/stop-failed", { meta: { pid } })
}

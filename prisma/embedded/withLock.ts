import { open, readFile, rm } from "node:fs/promises"
import process from "node:process"
import { setTimeout as sleep } from "node:timers/promises"
import { DatabaseError } from "../errors.ts"
import { isAlive } from "./isAlive.ts"

const WAIT_MS_MAX = 120_000
const POLL_MS = 50

/** @returns false when the file exists. */
async function tryCreate(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o600)
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false
    throw error
  }
}

/** A holder that died left its file behind. An empty file is one that is just being written, unless it stays empty. */
async function removeIfAbandoned(file: string, waitedMs: number): Promise<void> {
  const holder = await readFile(file, "utf8").catch(() => undefined)
  if (holder === undefined) return
  const abandoned = holder === "" ? waitedMs > 1_000 : !isAlive(Number(holder))
  if (abandoned) await rm(file, { force: true })
}

/**
 * Runs one of several that must not run at once, in this process or in another.
 *
 * @throws DatabaseError embedded/start-failed when the other one does not finish.
 */
export async function withLock<T>(file: string, run: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; !(await tryCreate(file)); waitedMs += POLL_MS) {
    if (waitedMs > WAIT_MS_MAX)
      throw new DatabaseError("embedded/start-failed", { meta: { lock: file }, retryable: true })
    await removeIfAbandoned(file, waitedMs)
    await sleep(POLL_MS)
  }
  try {
    return await run()
  } finally {
    await rm(file, { force: true })
  }
}

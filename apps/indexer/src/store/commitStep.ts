import type { Pool, PoolClient } from "@sextant/prisma/client"
import { bytesEqual } from "@sextant/shared/bytes"
import { IndexerError } from "../errors.ts"
import { type Cursor, lockCursor, type Source, writeCursor } from "./cursor.ts"

export type Step = {
  readonly source: Source
  /** The cursor from which the rows were made; undefined for the first step ever. */
  readonly expected: Cursor | undefined
  readonly next: Cursor
  /** Writes or deletes the step's rows; the cursor is locked while it runs. */
  readonly write: (client: PoolClient) => Promise<void>
}

const same = (left: Cursor | undefined, right: Cursor | undefined): boolean =>
  left === undefined || right === undefined
    ? left === right
    : left.identity === right.identity && left.height === right.height && bytesEqual(left.hash, right.hash)

async function writeFenced(client: PoolClient, step: Step): Promise<void> {
  const current = await lockCursor(client, step.source)
  if (!same(current, step.expected)) throw new IndexerError("step/raced", { retryable: true })
  // The first cursor is taken before its rows are written: a rival waits here, then loses.
  if (!(await writeCursor(client, step))) throw new IndexerError("step/raced", { retryable: true })
  await step.write(client)
}

/**
 * Writes a step's rows and moves the cursor in one transaction, or does nothing.
 *
 * Two steps may run at once, in one process or in two: the cursor is compared with the one the step started from, under
 * a row lock, so the slower of them changes nothing.
 *
 * @throws IndexerError step/raced when the cursor is not the expected one.
 */
export async function commitStep(pool: Pool, step: Step): Promise<void> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query("begin")
    await writeFenced(client, step)
    await client.query("commit")
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    // A connection that cannot even roll back is thrown away.
    client.release(broken)
  }
}

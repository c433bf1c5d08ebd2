import type { Pool, PoolClient } from "@sextant/prisma/client"
import { commitStep } from "./commitStep.ts"
import type { Cursor } from "./cursor.ts"
import { evmTables } from "./tables.ts"

/** Deletes every row that hangs on an EVM block above `height`. @returns the number of logs among them. */
async function deleteAbove(client: PoolClient, height: bigint): Promise<number> {
  let removedLogs = 0
  for (const [table, column] of evmTables) {
    const { rowCount } = await client.query(`delete from ${table} where ${column} > $1`, [height.toString()])
    if (table === "evm_logs") removedLogs = rowCount ?? 0
  }
  await client.query("delete from node_events where source = 'evm' and height > $1", [height.toString()])
  return removedLogs
}

/** Puts the EVM index back to a block that both histories share, and writes the reorg down, in one transaction. */
export async function rollback(
  pool: Pool,
  input: { readonly from: Cursor; readonly ancestor: Cursor },
): Promise<void> {
  const { from, ancestor } = input
  await commitStep(pool, {
    source: "evm",
    expected: from,
    next: ancestor,
    async write(client) {
      const removedLogs = await deleteAbove(client, ancestor.height)
      await client.query(
        `insert into reorgs (from_height, from_hash, ancestor_height, ancestor_hash, removed_logs, detected_at)
         values ($1, $2, $3, $4, $5, now())`,
        [
          from.height.toString(),
          Buffer.from(from.hash),
          ancestor.height.toString(),
          Buffer.from(ancestor.hash),
          removedLogs,
        ],
      )
    },
  })
}

/** A block we have rows of, or ended a step at. */
export type KnownBlock = { readonly number: bigint; readonly hash: Uint8Array }

/** Blocks we have seen below `number`, newest first. */
export async function knownBlocksBelow(
  pool: Pool,
  input: { readonly number: bigint; readonly limit: number },
): Promise<readonly KnownBlock[]> {
  const { rows } = await pool.query<{ number: string; hash: Buffer }>(
    "select number, hash from evm_blocks where number < $1 order by number desc limit $2",
    [input.number.toString(), input.limit],
  )
  return rows.map((row) => ({ number: BigInt(row.number), hash: new Uint8Array(row.hash) }))
}

/** Forgets blocks that no reorg can reach any more, except the newest of them. */
export async function forgetFinalBlocks(client: PoolClient, finalizedHeight: bigint): Promise<void> {
  await client.query(
    "delete from evm_blocks where number < (select max(number) from evm_blocks where number <= $1)",
    [finalizedHeight.toString()],
  )
}

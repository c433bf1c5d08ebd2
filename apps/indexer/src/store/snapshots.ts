import type { Pool, PoolClient } from "@sextant/prisma/client"

export type KnownSnapshots = {
  /** Heights whose signature is complete and which the contract has accepted: they change no more. */
  readonly settled: ReadonlySet<number>
  /** The newest height stored; -1 when there is none. */
  readonly newestHeight: number
}

/** What is stored of the snapshots above a height. */
export async function readKnownSnapshots(pool: Pool, aboveHeight: number): Promise<KnownSnapshots> {
  const [settled, newest] = await Promise.all([
    pool.query<{ height: string }>(
      `select s.height from snapshots s
       where s.height > $1 and s.aggregate_signature is not null
         and (s.submitted_tx is not null
           or exists (select 1 from snapshot_acceptances a where a.height = s.height))`,
      [aboveHeight],
    ),
    pool.query<{ height: string | null }>("select max(height) as height from snapshots"),
  ])
  return {
    settled: new Set(settled.rows.map((row) => Number(row.height))),
    newestHeight: Number(newest.rows[0]?.height ?? -1),
  }
}

/** Reward points of this many newest snapshots are all kept: a week on mainnet. */
const POINTS_KEPT = 168
/** Of older snapshots every so many-th keeps its points: one a day on mainnet. */
const POINTS_STRIDE = 24

/** When a snapshot comes in, thins out the one that has just become old. */
export async function thinRewardPoints(
  client: PoolClient,
  snapshot: { readonly height: number; readonly intervalBlocks: number },
): Promise<void> {
  const oldIndex = snapshot.height / snapshot.intervalBlocks - POINTS_KEPT
  if (oldIndex <= 0 || oldIndex % POINTS_STRIDE === 0) return
  await client.query("delete from reward_points where snapshot_height = $1", [
    oldIndex * snapshot.intervalBlocks,
  ])
}

/** Leaves only the newest snapshot's exits: an older proof is of no use to the contract. */
export async function dropOldExits(client: PoolClient, newestHeight: number): Promise<void> {
  await client.query("delete from exit_leaves where snapshot_height < $1", [newestHeight])
}

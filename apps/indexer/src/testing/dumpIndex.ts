import type { Pool } from "@sextant/prisma/client"

/** What two indexes of one chain must agree on, row by row. Ids and clocks of the indexing itself are left out. */
const EVM_TABLES = [
  "evm_logs",
  "network_starts",
  "registrations",
  "registration_contributors",
  "node_exits",
  "liquidations",
  "stake_releases",
  "withdrawals",
  "claims",
  "snapshot_acceptances",
  "reward_rates",
  "pool_releases",
  "staking_requirements",
] as const

type DumpedTable = (typeof EVM_TABLES)[number] | "node_events"
export type IndexDump = Readonly<Record<DumpedTable, readonly unknown[]>>

export async function dumpEvmIndex(pool: Pool): Promise<IndexDump> {
  const dump: Partial<Record<DumpedTable, readonly unknown[]>> = {}
  for (const table of EVM_TABLES) {
    const { rows } = await pool.query<{ row: unknown }>(
      `select to_jsonb(t) as row from ${table} t order by to_jsonb(t)::text`,
    )
    dump[table] = rows.map(({ row }) => row)
  }
  const { rows } = await pool.query<{ row: unknown }>(
    `select to_jsonb(t) - 'id' as row from node_events t where source = 'evm' order by height, position`,
  )
  return { ...dump, node_events: rows.map(({ row }) => row) } as IndexDump
}

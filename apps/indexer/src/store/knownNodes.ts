import type { Pool, PoolClient } from "@sextant/prisma/client"
import { bytesToHex } from "@sextant/shared/bytes"

/** What earlier steps stored of a registration. */
export type KnownNode = {
  readonly registryId: number
  readonly nodeId: string
  readonly state: string
  readonly registeredHeight: number
}

export async function readKnownNodes(pool: Pool): Promise<readonly KnownNode[]> {
  const { rows } = await pool.query<{
    registry_id: string
    node_id: Buffer
    state: string
    registered_height: string
  }>("select registry_id, node_id, state, registered_height from nodes")
  return rows.map((row) => ({
    registryId: Number(row.registry_id),
    nodeId: bytesToHex(row.node_id),
    state: row.state,
    registeredHeight: Number(row.registered_height),
  }))
}

/** Closes nodes that the chain has forgotten; their terms stay as they were last seen. */
export async function markExited(
  client: PoolClient,
  input: { readonly registryIds: readonly number[]; readonly height: number },
): Promise<void> {
  if (input.registryIds.length === 0) return
  await client.query(
    `update nodes set state = 'exited', is_validator = false, swarm_id = null,
       updated_height = $2, updated_at = now()
     where registry_id = any($1::bigint[])`,
    [input.registryIds, input.height],
  )
}

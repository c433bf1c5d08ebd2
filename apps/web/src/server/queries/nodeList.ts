import { z } from "zod"
import type { Context } from "../context.ts"
import { limitInput } from "../shapes.ts"
import { getChainFacts } from "./chain.ts"
import { readNodes } from "./node.ts"
import { type NodeStateName, nodeStateSchema } from "./nodeShapes.ts"

export const nodeSorts = ["id", "state", "stake", "fee", "participation"] as const
export type NodeSort = (typeof nodeSorts)[number]

export const nodeListInput = z.object({
  state: nodeStateSchema.optional(),
  sort: z.enum(nodeSorts).default("id"),
  descending: z.boolean().default(false),
  limit: limitInput.default(50),
  cursor: z
    .string()
    .regex(/^-?\d+(\.\d+)?:\d+$/)
    .optional(),
})
export type NodeListInput = z.infer<typeof nodeListInput>

/** Numbers that never are null, so that a page can go on after (key, registry id). */
const sortKeys: Readonly<Record<NodeSort, string>> = {
  id: "registry_id::numeric",
  state: "state_order::numeric",
  stake: "stake_atomic::numeric",
  fee: "fee_bps::numeric",
  participation: "participation::numeric",
}

/** Left on the L2 outranks what the appchain last said, unless that was a punishment. */
const ALL_NODES = `
  select n.registry_id,
         case when x.registry_id is not null and n.state <> 'deregistered' then 'exited' else n.state::text end as state,
         n.stake_atomic, n.fee_bps,
         case when cardinality(n.votes) = 0 then -1
              else round(cardinality(array_positions(n.votes, true))::numeric / cardinality(n.votes), 6) end as participation
  from nodes n left join (select distinct registry_id from node_exits) x using (registry_id)
  union all
  select r.registry_id, case when x.registry_id is not null then 'exited' else 'joining' end, r.stake_atomic, r.fee_bps, -1
  from registrations r left join (select distinct registry_id from node_exits) x using (registry_id)
  where not exists (select 1 from nodes n where n.registry_id = r.registry_id)`

const STATE_ORDER = `
  array_position(array['decommissioned','active','exiting','joining','deregistered','refused','exited'], state)`

export async function listNodes(context: Context, input: NodeListInput) {
  const key = sortKeys[input.sort]
  const [cursorKey, cursorId] = input.cursor?.split(":") ?? [null, null]
  const after = input.descending ? "<" : ">"
  const text = `
    with all_nodes as (${ALL_NODES}), keyed as (select *, ${STATE_ORDER} as state_order from all_nodes),
         sorted as (select registry_id, state, ${key} as key from keyed)
    select registry_id::text as id, key::text as key from sorted
    where ($1::text is null or state = $1)
      and ($2::numeric is null or key ${after} $2::numeric or (key = $2::numeric and registry_id > $3::bigint))
    order by sorted.key ${input.descending ? "desc" : "asc"}, sorted.registry_id asc
    limit $4`
  const [facts, result] = await Promise.all([
    getChainFacts(context),
    context.db.pool.query<{ id: string; key: string }>(text, [
      input.state ?? null,
      cursorKey,
      cursorId,
      input.limit + 1,
    ]),
  ])
  const page = result.rows.slice(0, input.limit)
  const last = page.at(-1)
  const hasNext = result.rows.length > input.limit && last !== undefined
  return {
    nodes: await readNodes(
      context,
      page.map(({ id }) => BigInt(id)),
      facts,
    ),
    nextCursor: hasNext ? `${last.key}:${last.id}` : null,
    headHeight: facts.headHeight,
    blockIntervalMs: facts.blockIntervalMs,
  }
}

/** How many registrations stand in each state; states without any are 0. */
export async function countNodes({ db }: Context): Promise<Record<NodeStateName, number>> {
  const result = await db.pool.query<{ state: NodeStateName; count: number }>(
    `with all_nodes as (${ALL_NODES}) select state, count(*)::int as count from all_nodes group by state`,
  )
  const counts = {
    active: 0,
    decommissioned: 0,
    exiting: 0,
    joining: 0,
    deregistered: 0,
    refused: 0,
    exited: 0,
  }
  for (const { state, count } of result.rows) counts[state] = count
  return counts
}

import { bytesTo0x } from "@sextant/shared/bytes"
import { z } from "zod"
import type { Context } from "../context.ts"
import type { NodeEvent } from "./nodeShapes.ts"

const EVENTS_MAX = 100
const mask = z.number().int().nonnegative()
const detailSchema = z
  .object({
    from: z.string().nullish(),
    to: z.string().nullish(),
    reasons: mask.optional(),
    reasonsAll: mask.optional(),
    votes: z.array(z.object({ judge: z.string().nullish(), reasons: mask })).optional(),
  })
  .catch({})

/** What happened to a node on both chains, newest first. */
export async function listNodeEvents(
  { db }: Context,
  key: { readonly registryId: bigint; readonly nodeId: Uint8Array<ArrayBuffer> },
): Promise<NodeEvent[]> {
  const rows = await db.prisma.nodeEvent.findMany({
    where: { OR: [{ registryId: key.registryId }, { nodeId: key.nodeId }] },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: EVENTS_MAX,
  })
  return rows.map((row) => {
    const detail = detailSchema.parse(row.detail)
    return {
      id: row.id.toString(),
      source: row.source,
      height: Number(row.height),
      kind: row.kind,
      atMs: row.at.getTime(),
      txHash: row.txHash === null ? null : bytesTo0x(row.txHash),
      from: detail.from ?? null,
      to: detail.to ?? null,
      verdict: verdictOf(detail),
    }
  })
}

function verdictOf({ reasons, reasonsAll, votes }: z.infer<typeof detailSchema>): NodeEvent["verdict"] {
  if (reasons === undefined) return null
  return {
    reasonsAny: reasons,
    reasonsAll: reasonsAll ?? 0,
    votes: (votes ?? []).map((vote) => ({ judge: vote.judge ?? null, reasons: vote.reasons })),
  }
}

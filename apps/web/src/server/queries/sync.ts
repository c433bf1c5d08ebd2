import { z } from "zod"
import type { Context } from "../context.ts"
import { unixMs, whole } from "../shapes.ts"

export const sourceSchema = z.object({
  source: z.enum(["evm", "appchain"]),
  /** Newest block whose rows are complete; null before the first. */
  height: whole.nullable(),
  headHeight: whole.nullable(),
  checkedAtMs: unixMs.nullable(),
  progressedAtMs: unixMs.nullable(),
  failureCount: whole,
  lastErrorCode: z.string().nullable(),
})

export const syncSchema = z.object({ sources: z.array(sourceSchema), asOfMs: unixMs })
export type Sync = z.infer<typeof syncSchema>

/** Where the index stands against its two sources. */
export async function getSync({ db, nowMs }: Context): Promise<Sync> {
  const [cursors, statuses] = await Promise.all([
    db.prisma.cursor.findMany(),
    db.prisma.sourceStatus.findMany(),
  ])
  const sources = (["appchain", "evm"] as const).map((source) => {
    const cursor = cursors.find((row) => row.source === source)
    const status = statuses.find((row) => row.source === source)
    return {
      source,
      height: cursor === undefined ? null : Number(cursor.height),
      headHeight: status === undefined ? null : Number(status.headHeight),
      checkedAtMs: status?.checkedAt.getTime() ?? null,
      progressedAtMs: status?.progressedAt?.getTime() ?? null,
      failureCount: status?.failureCount ?? 0,
      lastErrorCode: status?.lastErrorCode ?? null,
    }
  })
  return { sources, asOfMs: nowMs() }
}

export const pulseSchema = z.object({
  headHeight: whole.nullable(),
  evmHeight: whole.nullable(),
  snapshotHeight: whole.nullable(),
  /** Moves with every new signature or submission of a snapshot. */
  snapshotsAtMs: unixMs.nullable(),
})
export type Pulse = z.infer<typeof pulseSchema>

type Held = { readonly atMs: number; readonly pulse: Promise<Pulse> }
let held: Held | undefined

/** The few numbers whose change means that a page has something new to show. One query serves every stream of the process. */
export function getPulse(context: Context, ageMsMax = 500): Promise<Pulse> {
  const atMs = context.nowMs()
  if (held === undefined || atMs - held.atMs > ageMsMax) {
    const pulse = readPulse(context)
    held = { atMs, pulse }
    pulse.catch(() => {
      held = undefined
    })
  }
  return held.pulse
}

async function readPulse({ db }: Context): Promise<Pulse> {
  const [cursors, newest] = await Promise.all([
    db.prisma.cursor.findMany(),
    db.prisma.snapshot.findFirst({ orderBy: { height: "desc" }, select: { height: true, updatedAt: true } }),
  ])
  const heightOf = (source: "evm" | "appchain") => {
    const cursor = cursors.find((row) => row.source === source)
    return cursor === undefined ? null : Number(cursor.height)
  }
  return {
    headHeight: heightOf("appchain"),
    evmHeight: heightOf("evm"),
    snapshotHeight: newest === null ? null : Number(newest.height),
    snapshotsAtMs: newest?.updatedAt.getTime() ?? null,
  }
}

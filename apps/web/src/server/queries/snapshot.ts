import type { Snapshot, SnapshotAcceptance } from "@sextant/prisma/generated/client"
import { bytesTo0x, bytesToHex } from "@sextant/shared/bytes"
import { z } from "zod"
import type { Context } from "../context.ts"
import { WebError } from "../errors.ts"
import { decimal, hex, hex0x, unixMs, whole } from "../shapes.ts"

const acceptanceSchema = z.object({
  txHash: hex0x,
  l2Number: whole,
  atMs: unixMs,
  submitter: hex0x,
  signerCount: whole,
  nonSignerCount: whole,
})

export const snapshotSummarySchema = z.object({
  height: whole,
  atMs: unixMs,
  l2Number: whole,
  nodeCount: whole,
  signerCount: whole,
  accountCount: whole,
  exitCount: whole,
  lifetimeAtomic: decimal,
  /** Present once the contract accepted it. */
  accepted: acceptanceSchema.nullable(),
})

export const snapshotListSchema = z.object({
  snapshots: z.array(snapshotSummarySchema),
  nextCursor: whole.nullable(),
})

export const snapshotDetailSchema = snapshotSummarySchema.extend({
  blockHash: hex,
  stateRoot: hex,
  rewardsRoot: hex0x,
  exitsRoot: hex0x,
  message: hex0x,
  signature: hex.nullable(),
  /** One entry per node of the state at this height, in node-id order. */
  signers: z.array(z.object({ position: whole, nodeId: hex.nullable(), signed: z.boolean() })),
  previousHeight: whole.nullable(),
  nextHeight: whole.nullable(),
})

export type SnapshotSummary = z.infer<typeof snapshotSummarySchema>
export type SnapshotDetail = z.infer<typeof snapshotDetailSchema>

function toAcceptance(row: SnapshotAcceptance | undefined | null): SnapshotSummary["accepted"] {
  if (row === undefined || row === null) return null
  return {
    txHash: bytesTo0x(row.txHash),
    l2Number: Number(row.blockNumber),
    atMs: row.at.getTime(),
    submitter: bytesTo0x(row.submitter),
    signerCount: row.signerCount,
    nonSignerCount: row.nonSignerCount,
  }
}

function toSummary(row: Snapshot, acceptance: SnapshotAcceptance | undefined | null): SnapshotSummary {
  return {
    height: Number(row.height),
    atMs: row.at.getTime(),
    l2Number: Number(row.l2Number),
    nodeCount: row.nodeCount,
    signerCount: row.signerCount,
    accountCount: row.accountCount,
    exitCount: row.exitCount,
    lifetimeAtomic: row.lifetimeAtomic.toString(),
    accepted: toAcceptance(acceptance),
  }
}

/** Snapshots, newest first. */
export async function listSnapshots({ db }: Context, input: { cursor?: number | undefined; limit: number }) {
  const rows = await db.prisma.snapshot.findMany({
    where: input.cursor === undefined ? {} : { height: { lte: input.cursor } },
    orderBy: { height: "desc" },
    take: input.limit + 1,
  })
  const page = rows.slice(0, input.limit)
  const acceptances = await db.prisma.snapshotAcceptance.findMany({
    where: { height: { in: page.map(({ height }) => height) } },
  })
  const byHeight = new Map(acceptances.map((row) => [row.height, row]))
  const next = rows[input.limit]
  return {
    snapshots: page.map((row) => toSummary(row, byHeight.get(row.height))),
    nextCursor: next === undefined ? null : Number(next.height),
  }
}

/** @throws WebError `snapshot/unknown`. */
export async function getSnapshot({ db }: Context, height: number): Promise<SnapshotDetail> {
  const row = await db.prisma.snapshot.findUnique({ where: { height } })
  if (row === null) throw new WebError("snapshot/unknown", { meta: { height } })
  const [acceptance, previous, next] = await Promise.all([
    db.prisma.snapshotAcceptance.findUnique({ where: { height } }),
    db.prisma.snapshot.findFirst({ where: { height: { lt: height } }, orderBy: { height: "desc" } }),
    db.prisma.snapshot.findFirst({ where: { height: { gt: height } }, orderBy: { height: "asc" } }),
  ])
  return {
    ...toSummary(row, acceptance),
    blockHash: bytesToHex(row.blockHash),
    stateRoot: bytesToHex(row.stateRoot),
    rewardsRoot: bytesTo0x(row.rewardsRoot),
    exitsRoot: bytesTo0x(row.exitsRoot),
    message: bytesTo0x(row.message),
    signature: row.aggregateSignature === null ? null : bytesToHex(row.aggregateSignature),
    signers: nameSigners(row),
    previousHeight: previous === null ? null : Number(previous.height),
    nextHeight: next === null ? null : Number(next.height),
  }
}

/** Puts names to the bits. Non-signers are nameless while it is not known exactly who is missing. */
function nameSigners(row: Snapshot): SnapshotDetail["signers"] {
  const signed = row.signerIds.map(bytesToHex)
  const missed = row.nonSignerIds.map(bytesToHex)
  const named = [
    ...signed.map((nodeId) => ({ nodeId, signed: true })),
    ...missed.map((nodeId) => ({ nodeId, signed: false })),
  ]
    .sort((left, right) => (left.nodeId < right.nodeId ? -1 : 1))
    .map((signer, position) => ({ position, ...signer }))
  const nameless = Math.max(0, row.nodeCount - named.length)
  return [
    ...named,
    ...Array.from({ length: nameless }, (_, index) => ({
      position: named.length + index,
      nodeId: null,
      signed: false,
    })),
  ]
}

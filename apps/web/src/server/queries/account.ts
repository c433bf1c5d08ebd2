import { bytesTo0x, hexToBytes } from "@sextant/shared/bytes"
import { z } from "zod"
import type { Context } from "../context.ts"
import { decimal, hex0x, unixMs, whole } from "../shapes.ts"
import { getChainFacts } from "./chain.ts"
import { readNodes } from "./node.ts"
import { nodeSummarySchema } from "./nodeShapes.ts"

const pointSchema = z.object({ snapshotHeight: whole, atMs: unixMs, lifetimeAtomic: decimal })

export const accountSchema = z.object({
  address: hex0x,
  /** Lifetime rewards in the newest snapshot; null when the account is in none. */
  indexed: pointSchema.nullable(),
  /** Lifetime rewards in the newest snapshot that the contract accepted. */
  accepted: pointSchema.nullable(),
  claimedAtomic: decimal,
  /** What the accepted snapshot allows less what was claimed. */
  claimableAtomic: decimal,
  /** Oldest first. */
  points: z.array(pointSchema),
  stakes: z.array(
    z.object({
      node: nodeSummarySchema,
      /** This account's stake in the node; 0 when it only receives rewards. */
      stakedAtomic: decimal,
      isOperator: z.boolean(),
    }),
  ),
  releases: z.array(z.object({ registryId: whole, amountAtomic: decimal, atMs: unixMs, txHash: hex0x })),
  withdrawals: z.array(z.object({ amountAtomic: decimal, atMs: unixMs, txHash: hex0x })),
  headHeight: whole.nullable(),
  blockIntervalMs: whole.nullable(),
})
export type Account = z.infer<typeof accountSchema>

const POINTS_MAX = 400
const ROWS_MAX = 50

/** What the index knows about an address. An address that never took part is an account with nothing in it, not an error. */
export async function getAccount(context: Context, address: `0x${string}`): Promise<Account> {
  const { prisma } = context.db
  const key = hexToBytes(address) as Uint8Array<ArrayBuffer>
  const [reward, points, acceptance, lastClaim, releases, withdrawals, facts, stakes] = await Promise.all([
    prisma.accountReward.findUnique({ where: { account: key } }),
    prisma.rewardPoint.findMany({
      where: { account: key },
      orderBy: { snapshotHeight: "desc" },
      take: POINTS_MAX,
    }),
    prisma.snapshotAcceptance.findFirst({ orderBy: { height: "desc" } }),
    prisma.claim.findFirst({
      where: { account: key },
      orderBy: [{ blockNumber: "desc" }, { logIndex: "desc" }],
    }),
    prisma.stakeRelease.findMany({
      where: { staker: key },
      orderBy: { blockNumber: "desc" },
      take: ROWS_MAX,
    }),
    prisma.withdrawal.findMany({ where: { staker: key }, orderBy: { blockNumber: "desc" }, take: ROWS_MAX }),
    getChainFacts(context),
    listStakes(context, key),
  ])
  const series = points.map((row) => toPoint(row))
  const acceptedHeight = acceptance === null ? null : Number(acceptance.height)
  const accepted =
    acceptedHeight === null ? undefined : series.find((point) => point.snapshotHeight <= acceptedHeight)
  const claimedAtomic = lastClaim?.claimedTotalAtomic ?? 0n
  const claimable = accepted === undefined ? 0n : BigInt(accepted.lifetimeAtomic) - claimedAtomic
  return {
    address,
    indexed: reward === null ? null : toPoint(reward),
    accepted: accepted ?? null,
    claimedAtomic: claimedAtomic.toString(),
    claimableAtomic: (claimable > 0n ? claimable : 0n).toString(),
    points: series.reverse(),
    stakes,
    releases: releases.map((row) => ({
      registryId: Number(row.registryId),
      amountAtomic: row.amountAtomic.toString(),
      atMs: row.at.getTime(),
      txHash: bytesTo0x(row.txHash),
    })),
    withdrawals: withdrawals.map((row) => ({
      amountAtomic: row.amountAtomic.toString(),
      atMs: row.at.getTime(),
      txHash: bytesTo0x(row.txHash),
    })),
    headHeight: facts.headHeight,
    blockIntervalMs: facts.blockIntervalMs,
  }
}

function toPoint(row: {
  snapshotHeight: bigint
  at: Date
  lifetimeAtomic: bigint
}): z.infer<typeof pointSchema> {
  return {
    snapshotHeight: Number(row.snapshotHeight),
    atMs: row.at.getTime(),
    lifetimeAtomic: row.lifetimeAtomic.toString(),
  }
}

/** Nodes in which the address stakes, from which it is paid, or which it operates. */
async function listStakes(context: Context, key: Uint8Array<ArrayBuffer>): Promise<Account["stakes"]> {
  const { prisma } = context.db
  const [registered, facts] = await Promise.all([
    prisma.registration.findMany({
      where: {
        OR: [{ operator: key }, { contributors: { some: { OR: [{ staker: key }, { beneficiary: key }] } } }],
      },
      include: { contributors: true },
      orderBy: { registryId: "asc" },
      take: ROWS_MAX,
    }),
    getChainFacts(context),
  ])
  const nodes = await readNodes(
    context,
    registered.map(({ registryId }) => registryId),
    facts,
  )
  const address = bytesTo0x(key)
  return nodes.map((node) => {
    const contributors =
      registered.find(({ registryId }) => registryId === BigInt(node.registryId))?.contributors ?? []
    const staked = contributors.filter((row) => bytesTo0x(row.staker) === address)
    return {
      node,
      stakedAtomic: staked.reduce((sum, row) => sum + row.amountAtomic, 0n).toString(),
      isOperator: node.operator === address,
    }
  })
}

export const claimListSchema = z.object({
  claims: z.array(
    z.object({
      txHash: hex0x,
      l2Number: whole,
      atMs: unixMs,
      amountAtomic: decimal,
      claimedTotalAtomic: decimal,
    }),
  ),
  nextCursor: z.string().nullable(),
})

/** An account's claims, newest first. The cursor is `blockNumber:logIndex`. */
export async function listClaims(
  { db }: Context,
  input: { address: `0x${string}`; cursor?: string | undefined; limit: number },
): Promise<z.infer<typeof claimListSchema>> {
  const [blockNumber, logIndex] = (input.cursor ?? "").split(":")
  const before =
    blockNumber && logIndex
      ? {
          OR: [
            { blockNumber: { lt: BigInt(blockNumber) } },
            { blockNumber: BigInt(blockNumber), logIndex: { lt: Number(logIndex) } },
          ],
        }
      : {}
  const rows = await db.prisma.claim.findMany({
    where: { account: hexToBytes(input.address) as Uint8Array<ArrayBuffer>, ...before },
    orderBy: [{ blockNumber: "desc" }, { logIndex: "desc" }],
    take: input.limit + 1,
  })
  const page = rows.slice(0, input.limit)
  const last = page.at(-1)
  return {
    claims: page.map((row) => ({
      txHash: bytesTo0x(row.txHash),
      l2Number: Number(row.blockNumber),
      atMs: row.at.getTime(),
      amountAtomic: row.amountAtomic.toString(),
      claimedTotalAtomic: row.claimedTotalAtomic.toString(),
    })),
    nextCursor:
      rows.length > input.limit && last !== undefined ? `${last.blockNumber}:${last.logIndex}` : null,
  }
}

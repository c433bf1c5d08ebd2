import type { Context } from "../context.ts"

/** What many pages need to put a height into time and a rate into money. */
export type ChainFacts = {
  /** Newest final block in the index. */
  readonly headHeight: number | null
  readonly headAtMs: number | null
  /** Mean over the newest blocks; null before there are two. */
  readonly blockIntervalMs: number | null
  readonly rewardPerDayAtomic: bigint | null
  /** Nodes among which a block's reward is divided. */
  readonly earningNodeCount: number
}

/** A node that leaves earns until it is gone. */
export const earningStates = ["active", "exiting"] as const

const INTERVAL_SAMPLE_BLOCKS = 30

export async function getChainFacts({ db }: Context): Promise<ChainFacts> {
  const [recent, rate] = await Promise.all([
    db.prisma.block.findMany({
      orderBy: { height: "desc" },
      take: INTERVAL_SAMPLE_BLOCKS,
      select: { height: true, at: true },
    }),
    db.prisma.rewardRate.findFirst({ orderBy: [{ blockNumber: "desc" }, { logIndex: "desc" }] }),
  ])
  const newest = recent[0]
  const oldest = recent.at(-1)
  const earningNodeCount =
    newest === undefined
      ? 0
      : await db.prisma.node.count({
          where: { state: { in: [...earningStates] }, earningFromHeight: { lte: newest.height } },
        })
  return {
    headHeight: newest === undefined ? null : Number(newest.height),
    headAtMs: newest?.at.getTime() ?? null,
    blockIntervalMs: meanIntervalMs(newest, oldest),
    rewardPerDayAtomic: rate === null ? null : BigInt(rate.atomicPerDay.toFixed(0)),
    earningNodeCount,
  }
}

type Stamp = { readonly height: bigint; readonly at: Date }

function meanIntervalMs(newest: Stamp | undefined, oldest: Stamp | undefined): number | null {
  if (newest === undefined || oldest === undefined || newest.height === oldest.height) return null
  const spanMs = newest.at.getTime() - oldest.at.getTime()
  return Math.round(spanMs / Number(newest.height - oldest.height))
}

/** One node's part of the reward of a day, before fee and contributors; rounded down. */
export function nodeRewardPerDay(facts: ChainFacts): bigint | null {
  if (facts.rewardPerDayAtomic === null || facts.earningNodeCount === 0) return null
  return facts.rewardPerDayAtomic / BigInt(facts.earningNodeCount)
}

import { z } from "zod"
import { yearlyYieldBps } from "../../format/ratio.ts"
import type { Context } from "../context.ts"
import { decimal, unixMs, whole } from "../shapes.ts"
import { blockSummarySchema, listBlocks } from "./block.ts"
import { earningStates, getChainFacts } from "./chain.ts"
import { countNodes } from "./nodeList.ts"
import { nodeStateSchema } from "./nodeShapes.ts"
import { getSnapshot, listSnapshots, snapshotDetailSchema } from "./snapshot.ts"

export const overviewSchema = z.object({
  headHeight: whole.nullable(),
  headAtMs: unixMs.nullable(),
  blockIntervalMs: whole.nullable(),
  startedAtMs: unixMs.nullable(),
  nodeCounts: z.record(nodeStateSchema, whole),
  /** Stake of nodes that are active, decommissioned or leaving. */
  stakeLockedAtomic: decimal,
  earningNodeCount: whole,
  rewardPerDayAtomic: decimal.nullable(),
  yearlyYieldBps: whole.nullable(),
  stakingRequirementAtomic: decimal.nullable(),
  blocks: z.array(blockSummarySchema),
  newestSnapshot: snapshotDetailSchema.nullable(),
  /** Blocks between the two newest snapshots. */
  snapshotIntervalBlocks: whole.nullable(),
})
export type Overview = z.infer<typeof overviewSchema>

const OVERVIEW_BLOCKS = 8

export async function getOverview(context: Context): Promise<Overview> {
  const { prisma } = context.db
  const [facts, nodeCounts, stake, earningStake, requirement, started, { blocks }, { snapshots }] =
    await Promise.all([
      getChainFacts(context),
      countNodes(context),
      prisma.node.aggregate({
        where: { state: { in: ["active", "decommissioned", "exiting"] } },
        _sum: { stakeAtomic: true },
      }),
      prisma.node.aggregate({ where: { state: { in: [...earningStates] } }, _sum: { stakeAtomic: true } }),
      prisma.stakingRequirement.findFirst({ orderBy: [{ blockNumber: "desc" }, { logIndex: "desc" }] }),
      prisma.networkStart.findFirst(),
      listBlocks(context, { limit: OVERVIEW_BLOCKS }),
      listSnapshots(context, { limit: 2 }),
    ])
  const [newest, previous] = snapshots
  const earningStakeAtomic = earningStake._sum.stakeAtomic ?? 0n
  return {
    headHeight: facts.headHeight,
    headAtMs: facts.headAtMs,
    blockIntervalMs: facts.blockIntervalMs,
    startedAtMs: started?.genesisAt.getTime() ?? null,
    nodeCounts,
    stakeLockedAtomic: (stake._sum.stakeAtomic ?? 0n).toString(),
    earningNodeCount: facts.earningNodeCount,
    rewardPerDayAtomic: facts.rewardPerDayAtomic?.toString() ?? null,
    yearlyYieldBps:
      facts.rewardPerDayAtomic === null ? null : yearlyYieldBps(facts.rewardPerDayAtomic, earningStakeAtomic),
    stakingRequirementAtomic: requirement?.amountAtomic.toFixed(0) ?? null,
    blocks,
    newestSnapshot: newest === undefined ? null : await getSnapshot(context, newest.height),
    snapshotIntervalBlocks:
      newest === undefined || previous === undefined ? null : newest.height - previous.height,
  }
}

import type { NodeId } from "@sextant/wire/l2Event"
import { copyTwister } from "./randomness/mersenneTwister.ts"
import { quorumTwister } from "./randomness/quorumSeed.ts"
import { shuffledIndices, shuffleRange } from "./randomness/shuffle.ts"
import type { ChainState } from "./types.ts"

export const JUDGES_MAX = 10
const TESTED_MIN = 50

/** Who judges whom by one block. Positions in `tested` are the `testedIndex` of state changes. */
export type ObligationQuorum = {
  readonly judges: readonly NodeId[]
  readonly tested: readonly NodeId[]
  /** Judges that must agree: 7 of 10, and more than two thirds of fewer. */
  readonly votesNeeded: number
}

/**
 * The judges and the tested nodes that a block names, from the state after it and its hash.
 *
 * Active nodes judge; the rest of them and the decommissioned ones are tested, 50 per block or 1 %.
 */
export function obligationQuorum(state: ChainState, blockHash: Uint8Array): ObligationQuorum {
  const active = state.nodes.filter(({ status }) => status === "active")
  const decommissioned = state.nodes.filter(({ status }) => status === "decommissioned")
  const pool = [...active, ...decommissioned]
  const judgeCount = Math.min(JUDGES_MAX, active.length)
  const order = obligationOrder(
    { activeCount: active.length, totalCount: pool.length, judgeCount },
    blockHash,
  )
  const remaining = pool.length - judgeCount
  const testedCount = Math.min(remaining, Math.max(TESTED_MIN, Math.floor(remaining / 100)))
  const ids = order.map((index) => (pool[index] as { nodeId: NodeId }).nodeId)
  return {
    judges: ids.slice(0, judgeCount),
    tested: ids.slice(judgeCount, judgeCount + testedCount),
    votesNeeded: Math.floor((2 * judgeCount) / 3) + 1,
  }
}

/**
 * Positions in the list of active, then decommissioned nodes. The first `judgeCount` judge, the next are tested.
 *
 * With decommissioned nodes about, the active ones are shuffled first, so that only they judge; then all from the first
 * tested one on are shuffled again, by a generator in its first state.
 */
export function obligationOrder(
  counts: { readonly activeCount: number; readonly totalCount: number; readonly judgeCount: number },
  blockHash: Uint8Array,
): number[] {
  const { activeCount, totalCount, judgeCount } = counts
  const twister = quorumTwister("obligations", blockHash)
  if (activeCount === totalCount || judgeCount === 0 || judgeCount === totalCount) {
    return shuffledIndices(totalCount, twister)
  }
  const again = copyTwister(twister)
  const order = Array.from({ length: totalCount }, (_, index) => index)
  shuffleRange(order, { from: 0, to: activeCount }, twister)
  shuffleRange(order, { from: judgeCount, to: totalCount }, again)
  return order
}

import type { Preset } from "@sextant/shared/params"
import { nextHeight } from "@sextant/shared/units"
import type { NodeId } from "@sextant/wire/l2Event"
import { quorumOf } from "@sextant/wire/quorum"
import { JUDGES_MAX } from "@sextant/wire/stateChangeCodec"
import { copyTwister } from "./randomness/mersenneTwister.ts"
import { quorumTwister } from "./randomness/quorumSeed.ts"
import { ascending, shuffledIndices, shuffleRange } from "./randomness/shuffle.ts"
import type { ChainState, NodeRecord, ObligationQuorum } from "./types.ts"
import { activeOf, decommissionedOf } from "./validators.ts"

const TESTED_MIN = 50

/**
 * The judges and the tested nodes that a block names, from the state after it and its hash.
 *
 * Active nodes judge; the rest of them and the decommissioned ones are tested, 50 per block or 1 %.
 */
export function obligationQuorum(state: ChainState, blockHash: Uint8Array): ObligationQuorum {
  const active = activeOf(state.nodes)
  const decommissioned = decommissionedOf(state.nodes)
  const totalCount = active.length + decommissioned.length
  const judgeCount = judgeCountOf(active.length)
  const order = obligationOrder({ activeCount: active.length, totalCount, judgeCount }, blockHash)
  const idAt = (place: number): NodeId => {
    const index = order[place] as number
    return ((active[index] ?? decommissioned[index - active.length]) as NodeRecord).nodeId
  }
  const remaining = totalCount - judgeCount
  const testedCount = testedCountOf(remaining)
  return {
    height: state.latestHeader.height,
    judges: Array.from({ length: judgeCount }, (_, place) => idAt(place)),
    tested: Array.from({ length: testedCount }, (_, place) => idAt(judgeCount + place)),
  }
}

/** Ten; two thirds of fewer than 14 active nodes, rounded up, so that somebody is left to be tested. */
export function judgeCountOf(activeCount: number): number {
  return Math.min(JUDGES_MAX, Math.ceil((2 * activeCount) / 3))
}

/** Nodes tested per block, of those that do not judge: 50 or 1 %, or all of fewer. */
export function testedCountOf(remaining: number): number {
  return Math.min(remaining, Math.max(TESTED_MIN, Math.floor(remaining / 100)))
}

/** Judges that must agree: 7 of 10, and more than two thirds of fewer. */
export function votesNeededOf({ judges }: ObligationQuorum): number {
  return quorumOf(judges.length)
}

/** The quorum of a recent block below the state's own, or undefined. */
export function quorumAt(state: ChainState, height: number): ObligationQuorum | undefined {
  const [oldest] = state.quorums
  return oldest === undefined ? undefined : state.quorums[height - oldest.height]
}

/**
 * Takes the quorum of the newest block into the state, first thing when its child is applied: only then is its hash known.
 * Quorums that no vote can refer to any more are forgotten.
 *
 * @param blockHash - Of the newest block of `parent`.
 */
export function rememberQuorum(preset: Preset, parent: ChainState, blockHash: Uint8Array): ChainState {
  const quorum = obligationQuorum(parent, blockHash)
  const child = nextHeight(parent.latestHeader.height)
  const oldest = child - preset.obligationVoteLifeBlocks + 1
  return { ...parent, quorums: [...parent.quorums.filter(({ height }) => height >= oldest), quorum] }
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
  const order = ascending(totalCount)
  shuffleRange(order, { from: 0, to: activeCount }, twister)
  shuffleRange(order, { from: judgeCount, to: totalCount }, again)
  return order
}

import type { Preset } from "@sextant/shared/params"
import { creditBlocksOf } from "./credits.ts"
import type { ChainState, NodeRecord } from "./types.ts"
import { punishmentOf } from "./verdict.ts"

/** What a node stands to lose, for those who run it. */
export type Outlook = {
  /** Negative once it is used up. */
  readonly creditBlocks: number
  /** What judges who saw it fail would do now; undefined: nothing yet. */
  readonly whenFailing: "decommission" | "deregister" | undefined
  /** Blocks from now until judges may deregister it at the earliest, if it stopped now; 0 = at once. */
  readonly deregisterableInBlocks: number
}

/** @param state - The newest final one. */
export function outlookOf(preset: Preset, state: ChainState, node: NodeRecord): Outlook {
  const { height } = state.latestHeader
  const creditBlocks = creditBlocksOf(preset, node, height)
  const whenFailing = punishmentOf(preset, state, { node, height })
  const deregisterableInBlocks = whenFailing === "deregister" ? 0 : Math.max(0, creditBlocks + 1)
  return { creditBlocks, whenFailing, deregisterableInBlocks }
}

import type { Preset } from "@sextant/shared/params"
import type { StateChangeKind } from "@sextant/wire/block"
import { creditBlocksOf } from "./credits.ts"
import { ACTIVE_MIN, isMassOutage } from "./massOutage.ts"
import type { ChainState, NodeRecord } from "./types.ts"
import { activeOf } from "./validators.ts"

/** What a judge found out about a node. */
export type Findings = {
  /** Mask of `reasonBits`, without `ipChange`. */
  readonly failedTests: number
  /** Two addresses within a day since the last one that was recorded. */
  readonly hasChangedIp: boolean
}

/**
 * What an honest judge votes for, or undefined to abstain: the table of docs/protocol/nodeLife.md §4.
 *
 * @param state - The newest final one.
 */
export function verdictOn(
  preset: Preset,
  state: ChainState,
  input: { readonly node: NodeRecord; readonly findings: Findings },
): StateChangeKind | undefined {
  const { node, findings } = input
  const { height } = state.latestHeader
  if (findings.failedTests !== 0) return punishmentOf(preset, state, { node, height })
  if (node.status === "decommissioned") return "recommission"
  return findings.hasChangedIp ? "ipChange" : undefined
}

/**
 * The one punishment that the rules allow for a failing node now, or undefined while a decommissioned one's credit lasts, and
 * for the last active ones.
 *
 * @param at.height - Of the block that would carry it.
 */
export function punishmentOf(
  preset: Preset,
  state: ChainState,
  at: { readonly node: NodeRecord; readonly height: number },
): "decommission" | "deregister" | undefined {
  const creditBlocks = creditBlocksOf(preset, at.node, at.height)
  if (at.node.status === "decommissioned") {
    return creditBlocks < 0 && !isMassOutage(preset, state, at) ? "deregister" : undefined
  }
  if (activeOf(state.nodes).length <= ACTIVE_MIN) return undefined
  const isSpared = creditBlocks >= preset.credit.decommissionMinBlocks || isMassOutage(preset, state, at)
  return isSpared ? "decommission" : "deregister"
}

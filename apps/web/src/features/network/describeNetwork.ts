import { formatCount } from "../../format/amount.ts"
import { formatDuration } from "../../format/time.ts"
import type { Outputs } from "../../trpc/types.ts"
import type { Tone } from "../../ui/tone.ts"

type NetworkFacts = Pick<
  Outputs["network"]["overview"],
  "headHeight" | "headAtMs" | "blockIntervalMs" | "nodeCounts"
>

export type NetworkText = { readonly tone: Tone; readonly title: string; readonly sentence: string }

/** Finality is late when it takes this many block intervals, but never under ten seconds. */
const LATE_INTERVALS = 6
const LATE_MS_MIN = 10_000

/** The state of the network as a headline and a sentence. Pure. */
export function describeNetwork(facts: NetworkFacts, nowMs: number): NetworkText {
  const { headHeight, headAtMs, blockIntervalMs, nodeCounts } = facts
  const active = nodeCounts.active ?? 0
  const down = nodeCounts.decommissioned ?? 0
  if (headHeight === null || headAtMs === null)
    return {
      tone: "idle",
      title: "The network has not started.",
      sentence:
        "Blocks appear here as soon as the contract starts the network and the nodes agree on the first one.",
    }
  const nodes = `${formatCount(active)} ${active === 1 ? "node is" : "nodes are"} active`
  const downText = down === 0 ? "" : `, ${formatCount(down)} decommissioned`
  const ageMs = nowMs - headAtMs
  if (ageMs > Math.max(LATE_MS_MIN, LATE_INTERVALS * (blockIntervalMs ?? 0)))
    return {
      tone: "bad",
      title: "Finality is waiting.",
      sentence: `No block has become final for ${formatDuration(ageMs)}. It goes on when two thirds of the validators agree; nothing final is lost.`,
    }
  return {
    tone: down === 0 ? "good" : "warn",
    title:
      down === 0 ? "On course." : down === 1 ? "One node is down." : `${formatCount(down)} nodes are down.`,
    sentence: `Blocks are final ${blockIntervalMs === null ? "as they come" : `about every ${formatDuration(Math.max(1000, blockIntervalMs))}`}; ${nodes}${downText}.`,
  }
}

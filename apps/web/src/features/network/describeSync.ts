import { formatCount } from "../../format/amount.ts"
import { formatDuration } from "../../format/time.ts"
import type { Outputs } from "../../trpc/types.ts"
import type { Tone } from "../../ui/tone.ts"

type Sync = Outputs["network"]["sync"]

export type SyncText = { readonly tone: Tone; readonly word: string; readonly sentence: string }

/** A source that nobody has asked for this long counts as unattended. */
const UNATTENDED_MS = 60_000
const BEHIND_BLOCKS = 5

/** Says in one sentence whether what the pages show is the newest there is. */
export function describeSync(sync: Sync | undefined, nowMs: number): SyncText {
  if (sync === undefined)
    return { tone: "bad", word: "Index unknown", sentence: "The index does not answer." }
  const appchain = sync.sources.find(({ source }) => source === "appchain")
  const evm = sync.sources.find(({ source }) => source === "evm")
  if (appchain?.height == null || evm === undefined)
    return { tone: "idle", word: "Index starting", sentence: "Nothing has been indexed yet." }
  const at = `at block ${formatCount(appchain.height)}, L2 ${formatCount(evm.height)}`
  const checkedAtMs = Math.min(appchain.checkedAtMs ?? 0, evm.checkedAtMs ?? 0)
  if (nowMs - checkedAtMs > UNATTENDED_MS)
    return {
      tone: "bad",
      word: "Index stopped",
      sentence: `Nobody has looked at the chains for ${formatDuration(nowMs - checkedAtMs)}; the index stands ${at}.`,
    }
  const failing = [appchain, evm].find(({ failureCount }) => failureCount > 2)
  if (failing !== undefined)
    return {
      tone: "warn",
      word: "Index has trouble",
      sentence: `The ${failing.source === "evm" ? "L2" : "appchain"} source does not answer; the index stands ${at}.`,
    }
  const behind = Math.max(lag(appchain), lag(evm))
  if (behind > BEHIND_BLOCKS)
    return {
      tone: "warn",
      word: "Index catching up",
      sentence: `${formatCount(behind)} blocks behind, ${at}.`,
    }
  return { tone: "good", word: "Index up to date", sentence: at }
}

function lag({ height, headHeight }: Sync["sources"][number]): number {
  return Math.max(0, (headHeight ?? 0) - (height ?? 0))
}

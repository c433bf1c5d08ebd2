import type { Outputs } from "../../trpc/types.ts"
import type { Tone } from "../../ui/tone.ts"
import { reasonWords } from "./reasonWords.ts"

type NodeEvent = Outputs["node"]["get"]["events"][number]

const known: Readonly<Record<string, readonly [Tone, string]>> = {
  registered: ["accent", "Registered on the L2"],
  keyActivated: ["accent", "Key counts toward the quorum"],
  exitRequested: ["move", "Exit requested on the L2"],
  exitedOnL2: ["idle", "Left on the L2"],
  liquidated: ["bad", "Liquidated on the L2"],
  includedRegistration: ["good", "Registration carried by a final block"],
  includedExitRequest: ["move", "Exit request carried by a final block"],
  includedExit: ["idle", "Exit carried by a final block"],
  includedLiquidation: ["bad", "Liquidation carried by a final block"],
  decommissioned: ["warn", "Decommissioned by the judges"],
  recommissioned: ["good", "Recommissioned by the judges"],
  deregistered: ["bad", "Deregistered by the judges"],
  ipChanged: ["warn", "Change of address recorded by the judges"],
  equivocated: ["bad", "Signed two contradicting votes"],
}

/** One event of a node's history as a sentence and a colour. */
export function describeEvent({ kind, from, to, verdict }: NodeEvent): {
  readonly tone: Tone
  readonly sentence: string
} {
  if (kind === "stateChanged") return describeChange(from, to)
  const [tone, sentence] = known[kind] ?? ["idle", kind]
  const reasons = reasonWords(verdict?.reasonsAny ?? 0)
  return { tone, sentence: reasons === "" ? sentence : `${sentence}: ${reasons}` }
}

const stateTones: Readonly<Record<string, Tone>> = {
  active: "good",
  decommissioned: "warn",
  exiting: "move",
  deregistered: "bad",
  refused: "bad",
}

function describeChange(from: string | null, to: string | null) {
  const tone = stateTones[to ?? ""] ?? "idle"
  if (to === null) return { tone, sentence: "Changed its state" }
  return { tone, sentence: from === null ? `Now ${to} on the appchain` : `From ${from} to ${to}` }
}

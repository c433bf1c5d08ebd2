import { bytesToHex } from "@sextant/shared/bytes"
import type { InputOf } from "./inputs.ts"
import { blockOf, revisitAt, type Step, setBlock, update, withoutEntry } from "./step.ts"
import type { HeldBlock } from "./types.ts"

/** Takes in what validation found out. "Cannot tell yet" is asked again and never leads to a vote (§3). */
export function learnVerdict(step: Step, input: InputOf<"proposalValidated">): void {
  const held = blockOf(step.instance, input.blockHash)
  if (held?.status !== "checking") return
  setBlock(step, { ...held, status: input.verdict })
  if (input.verdict === "unclear") revisitAt(step, step.nowMs + step.rules.delayMs / 2)
  if (input.verdict === "invalid") blameProposer(step, held)
}

/** Everything that could not be told is looked at again. */
export function revisit(step: Step): void {
  const blocks = [...step.instance.blocks].map(([key, held]): [string, HeldBlock] => [
    key,
    held.status === "unclear" ? { ...held, status: "new", askedAsNotarized: false } : held,
  ])
  update(step, { revisitAtMs: undefined, blocks: new Map(blocks) })
}

/** Takes in a block that was asked for. Its hash names it, so nothing else needs to be trusted. */
export function learnBlock(step: Step, input: InputOf<"blockReceived">): void {
  const { block, blockHash } = input
  const { wanted } = step.instance
  const key = bytesToHex(blockHash)
  if (!wanted.has(key)) return
  update(step, { wanted: withoutEntry(wanted, key) })
  const isOver = block.header.height <= step.instance.head.height
  if (isOver || blockOf(step.instance, blockHash) !== undefined) return
  setBlock(step, { block, blockHash, status: "new", askedAsNotarized: false })
}

function blameProposer(step: Step, { block }: HeldBlock): void {
  const validatorIndex = block.header.proposerIndex
  step.effects.push({ kind: "misbehaved", misdeed: "invalidBlock", from: undefined, validatorIndex })
}

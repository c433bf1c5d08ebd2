import { StateTransitionError } from "@sextant/state-transition/errors"
import type { Block } from "@sextant/wire/block"
import { checkL2Range } from "./checkL2Range.ts"
import type { Chain } from "./createChain.ts"

export type ValidateRequest = {
  readonly block: Block
  /** A quorum has checked it: what our own L2 view does not show yet does not matter. */
  readonly notarized: boolean
}

/** `unclear` = not now: the parent is missing or our L2 view is behind or differs. Only the rules can say `invalid`. */
export async function validateBlock(
  chain: Chain,
  { block, notarized }: ValidateRequest,
): Promise<"valid" | "invalid" | "unclear"> {
  const parent = chain.applied(block.header.parentHash)
  if (parent === undefined) return "unclear"
  try {
    chain.apply(block)
  } catch (error) {
    if (!(error instanceof StateTransitionError)) throw error
    const { height, view } = block.header
    chain.deps.logger.warn({ height, view, reason: error.code, ...error.meta }, "refused a block")
    return "invalid"
  }
  if (notarized) return "valid"
  return (await checkL2Range(chain.deps.l2, parent.block.header.l2, block)) ? "valid" : "unclear"
}

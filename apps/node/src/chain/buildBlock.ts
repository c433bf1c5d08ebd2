import { height, unixMs } from "@sextant/shared/units"
import { draftBlock } from "@sextant/state-transition/draftBlock"
import type { ChainState } from "@sextant/state-transition/types"
import { type Block, type BlockBody, EMPTY_BODY } from "@sextant/wire/block"
import { blockHash as hashOf } from "@sextant/wire/blockCodec"
import { randaoMessage } from "@sextant/wire/messages"
import type { Certificate } from "@sextant/wire/vote"
import { chooseL2Range } from "./chooseL2Range.ts"
import type { Chain } from "./createChain.ts"
import { ChainError } from "./errors.ts"

export type BuildRequest = {
  readonly view: number
  readonly parent: { readonly blockHash: Uint8Array }
  readonly parentCertificate: Certificate | undefined
  /** Unix ms, at least one interval after the parent's. */
  readonly timestampMs: number
}

/** What waits for a block. The rules take what they allow on this parent and leave the rest. */
export type OfferedOperations = Partial<Omit<BlockBody, "l2Events">>

/**
 * Builds a block with the exact news of the L2 since its parent, and the operations on offer.
 *
 * @throws ChainError chain/cannot-build
 */
export async function buildBlock(
  chain: Chain,
  request: BuildRequest,
  offered: (parent: ChainState) => OfferedOperations = () => ({}),
): Promise<Block> {
  const { deps } = chain
  const parent = chain.applied(request.parent.blockHash)
  if (parent === undefined)
    throw new ChainError("chain/cannot-build", { meta: { reason: "the parent was not applied here" } })
  const { l2, l2Events } = await chooseL2Range(deps.l2, parent.block.header.l2)
  const ownHeight = height(parent.block.header.height + 1)
  const { block, state, effects } = draftBlock(deps.rules, parent.state, {
    view: request.view,
    timestampMs: unixMs(request.timestampMs),
    l2,
    randaoReveal: deps.signBls(randaoMessage(deps.rules.domain, ownHeight)),
    parentCertificate: request.parentCertificate,
    body: { ...EMPTY_BODY, ...offered(parent.state), l2Events },
  })
  chain.remember({ block, blockHash: hashOf(block.header), state, effects, l2Events })
  return block
}

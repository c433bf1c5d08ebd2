import { bytesEqual } from "@sextant/shared/bytes"
import type { Block } from "@sextant/wire/block"
import type { Certificate } from "@sextant/wire/vote"
import type { Chain } from "./createChain.ts"
import { ChainError } from "./errors.ts"

export type FinalBlocks = {
  readonly blocks: readonly { readonly block: Block }[]
  /** Of the last block; its signature was checked by consensus. */
  readonly finalization: Certificate
}

/**
 * Takes over blocks that consensus made final, oldest first. Blocks that sync has imported meanwhile are passed over.
 *
 * @throws ChainError chain/wrong-range, StateTransitionError: then this node and the network disagree, and it must stop.
 */
export function importFinal(chain: Chain, final: FinalBlocks): Promise<void> {
  return chain.lane.run(async () => {
    const headHeight = chain.head().block.header.height
    const fresh = final.blocks.filter(({ block }) => block.header.height > headHeight)
    if (fresh.length === 0) return
    const applied = fresh.map(({ block }) => chain.apply(block))
    const first = applied[0]
    const last = applied.at(-1)
    const isLinked =
      first !== undefined &&
      last !== undefined &&
      bytesEqual(first.block.header.parentHash, chain.head().blockHash) &&
      bytesEqual(last.blockHash, final.finalization.blockHash)
    if (!isLinked) throw new ChainError("chain/wrong-range", { meta: { headHeight } })
    await chain.commit(applied, final.finalization)
  })
}

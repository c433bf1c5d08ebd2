import { bytesEqual } from "@sextant/shared/bytes"
import { verifyCertificate } from "@sextant/state-transition/certificate"
import { epochOf, validatorSetOf } from "@sextant/state-transition/epoch"
import type { Rules } from "@sextant/state-transition/types"
import type { Block } from "@sextant/wire/block"
import { blockHash as hashOf } from "@sextant/wire/blockCodec"
import type { Certificate } from "@sextant/wire/vote"
import type { AppliedBlock } from "./chainStore.ts"
import type { Chain } from "./createChain.ts"
import { ChainError } from "./errors.ts"

/**
 * Takes over a range from a peer, who is not trusted: every block is applied, which checks its link and its state root, and the
 * finalization of the last must be signed by a quorum of its epoch. Nothing is kept unless all of it is right.
 *
 * @returns How many blocks were new.
 * @throws ChainError chain/wrong-range | chain/not-final, StateTransitionError: the peer sent garbage.
 */
export function importSynced(
  chain: Chain,
  range: { readonly blocks: readonly Block[]; readonly finalization: Certificate },
): Promise<number> {
  return chain.lane.run(async () => {
    const headHeight = chain.head().block.header.height
    const fresh = range.blocks.filter((block) => block.header.height > headHeight)
    const [first] = fresh
    if (first === undefined) return 0
    if (!bytesEqual(first.header.parentHash, chain.head().blockHash))
      throw new ChainError("chain/wrong-range", { meta: { headHeight, from: first.header.height } })
    let parent: AppliedBlock = { ...chain.head(), effects: [], l2Events: [] }
    const applied = fresh.map((block) => {
      parent = chain.applied(hashOf(block.header)) ?? chain.applyOn(parent, block)
      return parent
    })
    checkFinal(chain.deps.rules, applied.at(-1), range.finalization)
    await chain.commit(applied, range.finalization)
    return applied.length
  })
}

/**
 * Checks that a quorum of the block's epoch has made it final.
 *
 * @throws ChainError chain/not-final, StateTransitionError certificate/*
 */
export function checkFinal(rules: Rules, last: AppliedBlock | undefined, finalization: Certificate): void {
  if (last === undefined) return
  const epoch = epochOf(rules.preset, last.block.header.height)
  const isAbout =
    finalization.kind === "finalize" &&
    finalization.epoch === epoch &&
    bytesEqual(finalization.blockHash, last.blockHash)
  if (!isAbout) throw new ChainError("chain/not-final", { meta: { height: last.block.header.height } })
  verifyCertificate({ domain: rules.domain, validators: validatorSetOf(last.state, epoch) }, finalization)
}

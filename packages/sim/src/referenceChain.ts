import { bytesToHex } from "@sextant/shared/bytes"
import { applyBlock } from "@sextant/state-transition/applyBlock"
import { headHash } from "@sextant/state-transition/stateRoot"
import type { ChainState, Rules } from "@sextant/state-transition/types"
import type { Block } from "@sextant/wire/block"
import { blockHash } from "@sextant/wire/blockCodec"
import type { FinalRecord } from "./scenario.ts"

/** The chain as an observer knows it: the first final block seen at each height, applied by the rules. */
export type ReferenceChain = {
  readonly records: readonly FinalRecord[]
  /**
   * Takes what one node holds for final.
   *
   * @returns A sentence when it cannot stand beside what others hold.
   */
  readonly add: (who: string, block: Block) => string | undefined
}

export function createReferenceChain(rules: Rules, genesis: ChainState): ReferenceChain {
  const records: FinalRecord[] = [
    { height: 0, hash: bytesToHex(headHash(genesis)), block: undefined, state: genesis },
  ]
  return {
    records,
    add(who, block) {
      const { height } = block.header
      const hash = bytesToHex(blockHash(block.header))
      const known = records[height]
      if (known !== undefined)
        return known.hash === hash
          ? undefined
          : `${who} holds ${hash.slice(0, 8)} for final at height ${height}, another node ${known.hash.slice(0, 8)}`
      const parent = records[height - 1]
      if (parent === undefined) return `${who} holds height ${height} for final before height ${height - 1}`
      try {
        records.push({ height, hash, block, state: applyBlock(rules, parent.state, block).state })
        return undefined
      } catch (error) {
        return `${who} holds a block for final that breaks the rules: ${String(error).replaceAll("\n", " ")}`
      }
    },
  }
}

import { epochOf, leaderOrderOf, validatorSetOf } from "@sextant/state-transition/epoch"
import type { Validator } from "@sextant/state-transition/types"
import type { Certificate } from "@sextant/wire/vote"
import type { Chain } from "./createChain.ts"

/** What consensus needs of the newest final block and of the epoch it leads into. */
export type EpochView = {
  readonly epoch: number
  readonly validators: {
    readonly publicKeys: readonly Uint8Array[]
    readonly leaderOrder: readonly number[]
  }
  readonly members: readonly Validator[]
  readonly ownIndex: number | undefined
  readonly head: {
    readonly blockHash: Uint8Array
    readonly height: number
    readonly timestampMs: number
    readonly certificate: Certificate | undefined
  }
  /** Of the head's own epoch. */
  readonly headPublicKeys: readonly Uint8Array[]
}

export function epochContext(chain: Chain): EpochView {
  const { preset } = chain.deps.rules
  const { block, blockHash, state, certificate } = chain.head()
  const { height, timestampMs } = block.header
  const set = validatorSetOf(state, epochOf(preset, height + 1))
  const ownIndex = set.validators.findIndex(({ nodeId }) => nodeId === chain.deps.nodeId)
  return {
    epoch: set.epoch,
    validators: {
      publicKeys: set.validators.map(({ blsPublicKey }) => blsPublicKey),
      leaderOrder: leaderOrderOf(set),
    },
    members: set.validators,
    ownIndex: ownIndex < 0 ? undefined : ownIndex,
    head: { blockHash, height, timestampMs, certificate },
    headPublicKeys: validatorSetOf(state, epochOf(preset, height)).validators.map(
      ({ blsPublicKey }) => blsPublicKey,
    ),
  }
}

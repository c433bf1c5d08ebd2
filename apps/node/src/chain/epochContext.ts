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
  /** Of the block that closed the epoch before, genesis for epoch 0; undefined when this node does not have it. */
  readonly startedAtMs: number | undefined
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
    startedAtMs: startedAtMs(chain, set.epoch),
  }
}

function startedAtMs(chain: Chain, epoch: number): number | undefined {
  const closing = Math.max(0, epoch * chain.deps.rules.preset.epochLengthBlocks - 1)
  const { header } = chain.head().block
  if (header.height === closing) return header.timestampMs
  return chain.deps.store.block(closing)?.block.header.timestampMs
}

/** Certificates of an epoch in its final blocks, and the newest block's own; as far back as this node has blocks. */
export function certificatesOf(chain: Chain, epoch: number): readonly Certificate[] {
  const { preset } = chain.deps.rules
  const { block, certificate } = chain.head()
  const found: Certificate[] = certificate === undefined ? [] : [certificate]
  const first = Math.max(1, epoch * preset.epochLengthBlocks)
  for (let height = first; height <= block.header.height; height++) {
    const carried = chain.deps.store.block(height)?.block.header.parentCertificate
    if (carried !== undefined) found.push(carried)
  }
  return found.filter((one) => one.epoch === epoch)
}

/** Who votes in an epoch. Positions in `publicKeys` are the validator indices of votes and certificates. */
export type ValidatorSet = {
  /** Compressed G1, 48 bytes each. */
  readonly publicKeys: readonly Uint8Array[]
  /** A permutation of the validator indices: view v is led by `leaderOrder[v mod n]`. */
  readonly leaderOrder: readonly number[]
}

/** The validator index that leads a view. @param view - From 1. */
export function leaderOf(validators: ValidatorSet, view: number): number {
  return validators.leaderOrder[view % validators.leaderOrder.length] as number
}

/** Genesis (height 0) belongs to epoch 0. */
export function epochOf(height: number, epochLengthBlocks: number): number {
  return Math.floor(height / epochLengthBlocks)
}

/** True for the last block of an epoch, which is never extended inside it (docs/protocol/consensus.md §6). */
export function isClosing(height: number, epochLengthBlocks: number): boolean {
  return (height + 1) % epochLengthBlocks === 0
}

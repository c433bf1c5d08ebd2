import type { Preset } from "@sextant/shared/params"
import { StateTransitionError } from "./errors.ts"
import { quorumTwister } from "./randomness/quorumSeed.ts"
import { shuffledIndices } from "./randomness/shuffle.ts"
import type { ChainState, NodeRecord, ValidatorSet } from "./types.ts"
import { activeValidatorsOf } from "./validators.ts"

/** Epochs count from 0; genesis belongs to epoch 0. */
export function epochOf(preset: Preset, height: number): number {
  return Math.floor(height / preset.epochLengthBlocks)
}

/** True for the last block of an epoch. */
export function isEpochEnd(preset: Preset, height: number): boolean {
  return (height + 1) % preset.epochLengthBlocks === 0
}

/** True for the first block of an epoch; genesis counts. */
export function isEpochStart(preset: Preset, height: number): boolean {
  return height % preset.epochLengthBlocks === 0
}

/**
 * The validators of the newest block's epoch, or of the one after it.
 *
 * @throws StateTransitionError `epoch/unknown-set` for any other epoch.
 */
export function validatorSetOf(state: ChainState, epoch: number): ValidatorSet {
  if (state.currentValidators.epoch === epoch) return state.currentValidators
  if (state.nextValidators.epoch === epoch) return state.nextValidators
  throw new StateTransitionError("epoch/unknown-set", {
    meta: { epoch, current: state.currentValidators.epoch },
  })
}

/** The validators of any epoch that the state still or already knows: the one before the newest block's, its own, the next. */
export function rememberedSetOf(state: ChainState, epoch: number): ValidatorSet | undefined {
  const { currentValidators, nextValidators, previousValidators } = state
  // Before epoch 1 the one before is empty and carries no epoch of its own, so it comes last.
  return [currentValidators, nextValidators, previousValidators].find((set) => set.epoch === epoch)
}

/** Fixes the validators of an epoch: the nodes that are active now, with leaders ordered by the present mix. */
export function fixValidatorSet(
  nodes: readonly NodeRecord[],
  fixed: { readonly epoch: number; readonly seed: Uint8Array },
): ValidatorSet {
  return { ...fixed, validators: activeValidatorsOf(nodes) }
}

/**
 * Moves to a new epoch before its first block is applied. The nodes and the mix are still those of the epoch that ended, so
 * the set fixed here is that of its end.
 *
 * When every node is inactive the set that was fixed last goes on: a chain without validators could never recover.
 */
export function startEpoch(state: ChainState, epoch: number): ChainState {
  const fixed = fixValidatorSet(state.nodes, { epoch: epoch + 1, seed: state.randaoMix })
  const nextValidators =
    fixed.validators.length > 0 ? fixed : { ...fixed, validators: state.nextValidators.validators }
  return {
    ...state,
    previousValidators: state.currentValidators,
    currentValidators: state.nextValidators,
    nextValidators,
  }
}

const leaderOrders = new WeakMap<ValidatorSet, readonly number[]>()

/** A permutation of the validator indices: view v is led by entry `v mod n`. Remembered for each set. */
export function leaderOrderOf(set: ValidatorSet): readonly number[] {
  const known = leaderOrders.get(set)
  if (known !== undefined) return known
  const order = shuffledIndices(set.validators.length, quorumTwister("leaders", set.seed))
  leaderOrders.set(set, order)
  return order
}

/** Index in the set of the validator that leads a view. @param view - From 1. */
export function leaderOf(set: ValidatorSet, view: number): number {
  const order = leaderOrderOf(set)
  return order[view % order.length] as number
}

import { rememberedSetOf } from "@sextant/state-transition/epoch"
import type { ValidatorSet } from "@sextant/state-transition/types"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Chain } from "./createChain.ts"

/** Node ids of validators of an epoch by their indices, all of them when undefined. Empty for an epoch that is not remembered. */
export function validatorsAt(
  chain: Chain,
  epoch: number,
  indices: readonly number[] | undefined,
): readonly NodeId[] {
  const validators = rememberedSetOf(chain.head().state, epoch)?.validators ?? []
  if (indices === undefined) return validators.map(({ nodeId }) => nodeId)
  return indices.flatMap((index) => validators[index]?.nodeId ?? [])
}

/** True for a validator of the newest block's epoch, of the one before it or of the one after. */
export function isRemembered(chain: Chain, nodeId: NodeId): boolean {
  const { previousValidators, currentValidators, nextValidators } = chain.head().state
  return [currentValidators, nextValidators, previousValidators].some((set) => membersOf(set).has(nodeId))
}

const members = new WeakMap<ValidatorSet, ReadonlySet<NodeId>>()

function membersOf(set: ValidatorSet): ReadonlySet<NodeId> {
  const known = members.get(set) ?? new Set(set.validators.map(({ nodeId }) => nodeId))
  members.set(set, known)
  return known
}

import { remember } from "./remember.ts"
import type { NodeRecord, Validator } from "./types.ts"

const knownValidators = new WeakMap<Uint8Array, Validator>()

/**
 * What a node is to those who check its signatures. One object per node for as long as its key bytes live, whatever else of
 * its record changes, so that its Merkle leaf is hashed once.
 */
function validatorOf({ nodeId, blsPublicKey }: NodeRecord): Validator {
  const known = knownValidators.get(blsPublicKey)
  if (known?.nodeId === nodeId) return known
  const validator = { nodeId, blsPublicKey }
  knownValidators.set(blsPublicKey, validator)
  return validator
}

/** All of them, in their order: whoever is to sign a snapshot of this state. */
export const signersOfNodes = remember((nodes: readonly NodeRecord[]): readonly Validator[] =>
  nodes.map(validatorOf),
)

/** The active ones, in their order. */
export const activeValidatorsOf = remember((nodes: readonly NodeRecord[]): readonly Validator[] =>
  activeOf(nodes).map(validatorOf),
)

export const activeOf = remember((nodes: readonly NodeRecord[]): readonly NodeRecord[] =>
  nodes.filter(({ status }) => status === "active"),
)

export const decommissionedOf = remember((nodes: readonly NodeRecord[]): readonly NodeRecord[] =>
  nodes.filter(({ status }) => status === "decommissioned"),
)

/** Votes that decide: more than two thirds of `validatorCount`, floor(2n / 3) + 1. */
export function quorumOf(validatorCount: number): number {
  return Math.floor((2 * validatorCount) / 3) + 1
}

/** Nodes that need not sign a snapshot: floor(n / 3), as the contract counts. */
export function nonSignersMaxOf(nodeCount: number): number {
  return Math.floor(nodeCount / 3)
}

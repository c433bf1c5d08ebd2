/** Votes that decide: more than two thirds of `validatorCount`, floor(2n / 3) + 1. */
export function quorumOf(validatorCount: number): number {
  return Math.floor((2 * validatorCount) / 3) + 1
}

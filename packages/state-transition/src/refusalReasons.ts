/** Why a registration is refused. Only ever appended to: the position is the code in the state. */
export const refusalReasons = [
  "network-full",
  "node-key-in-use",
  "bls-key-in-use",
  "bls-key-invalid",
  "contributor-count",
  "contributor-twice",
  "fee-too-high",
  "operator-stake-too-low",
  "stake-zero",
  "stake-sum-wrong",
  "node-signature-wrong",
] as const
export type RefusalReason = (typeof refusalReasons)[number]

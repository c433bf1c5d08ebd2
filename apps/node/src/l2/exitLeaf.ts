import { type ExitKind, exitKinds } from "@sextant/wire/snapshot"

export type ExitProofInput = {
  readonly leaf: {
    readonly registryId: number
    readonly kind: ExitKind
    readonly eligibleAtS: number
    readonly unlockAtS: number
  }
  readonly proof: readonly string[]
}

/** The leaf as the contract's ABI takes it. */
export function exitLeaf({ registryId, kind, eligibleAtS, unlockAtS }: ExitProofInput["leaf"]) {
  return {
    id: BigInt(registryId),
    kind: exitKinds.indexOf(kind),
    eligibleAtS: BigInt(eligibleAtS),
    unlockAtS: BigInt(unlockAtS),
  }
}

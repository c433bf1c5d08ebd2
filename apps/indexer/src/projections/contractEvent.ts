/** Where a log stands, and when its block was made. */
export type LogPosition = {
  readonly blockNumber: bigint
  readonly logIndex: number
  /** 32 bytes. */
  readonly txHash: Uint8Array
  readonly at: Date
}

export type ContributorArgs = {
  readonly staker: Uint8Array
  readonly beneficiary: Uint8Array
  readonly amountAtomic: bigint
}

/** EIP-2537 words of an affine point of G1. */
export type G1Args = {
  readonly xHi: bigint
  readonly xLo: bigint
  readonly yHi: bigint
  readonly yLo: bigint
}

/** What the contracts say, one kind per event; addresses have 20 bytes, hashes and keys 32. */
export type ContractEvent =
  | {
      readonly kind: "nodeRegistered"
      readonly registryId: bigint
      readonly operator: Uint8Array
      readonly nodeId: Uint8Array
      readonly blsKey: G1Args
      readonly feeBps: number
      readonly contributors: readonly ContributorArgs[]
      readonly payer: Uint8Array
    }
  | { readonly kind: "keyActivated"; readonly registryId: bigint }
  | { readonly kind: "networkStarted"; readonly genesisTimeS: bigint }
  | { readonly kind: "exitRequested"; readonly registryId: bigint; readonly requester: Uint8Array }
  | {
      readonly kind: "snapshotAccepted"
      readonly height: bigint
      readonly submitter: Uint8Array
      readonly rewardsRoot: Uint8Array
      readonly exitsRoot: Uint8Array
      readonly signerCount: bigint
      readonly nonSignerCount: bigint
    }
  | {
      readonly kind: "nodeExited"
      readonly registryId: bigint
      readonly operator: Uint8Array
      readonly exitKind: number
      readonly returnedAtomic: bigint
      readonly unlockAtS: bigint
    }
  | {
      readonly kind: "nodeLiquidated"
      readonly registryId: bigint
      readonly liquidator: Uint8Array
      readonly penaltyAtomic: bigint
      /** The liquidator's part of the penalty. */
      readonly bountyAtomic: bigint
    }
  | {
      readonly kind: "stakeReleased"
      readonly registryId: bigint
      readonly staker: Uint8Array
      readonly amountAtomic: bigint
    }
  | { readonly kind: "withdrawn"; readonly staker: Uint8Array; readonly amountAtomic: bigint }
  | { readonly kind: "stakingRequirementSet"; readonly amountAtomic: bigint }
  | {
      readonly kind: "rewardsClaimed"
      readonly account: Uint8Array
      readonly amountAtomic: bigint
      readonly claimedTotalAtomic: bigint
    }
  | { readonly kind: "rewardRateSet"; readonly atomicPerDay: bigint }
  | { readonly kind: "released"; readonly amountAtomic: bigint }

export type ContractEventKind = ContractEvent["kind"]
export type EventOf<TKind extends ContractEventKind> = Extract<ContractEvent, { readonly kind: TKind }>

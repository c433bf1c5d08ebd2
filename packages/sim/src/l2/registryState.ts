import type { Address } from "@sextant/shared/networks"
import { type AmountAtomic, amountAtomic } from "@sextant/shared/units"
import type { Contributor, RegistryId } from "@sextant/wire/l2Event"
import type { ContractDomain } from "@sextant/wire/messages"
import type { Snapshot } from "@sextant/wire/snapshot"
import type { SignedRegistration } from "../nodeKeys.ts"

/** What the deployment fixed. */
export type ModelRules = {
  readonly domain: ContractDomain
  readonly snapshotAgeMaxS: number
  readonly smallContributorDelayS: number
  readonly liquidationDelayS: number
  readonly exitWithoutSnapshotS: number
  /** Receives penalties. */
  readonly rewardPool: Address
}

export type RegisteredNode = SignedRegistration & {
  /** Its contributors are known by their hash only: whoever acts on it brings the list. */
  readonly isShared: boolean
  readonly registeredAtS: number
  readonly exitRequestedAtS: number | undefined
}

/** The stake of a node that is gone, until it is credited. */
export type LockedStake = {
  readonly isShared: boolean
  readonly contributors: readonly Contributor[]
  /** What a liquidation took from the operator. */
  readonly penaltyAtomic: bigint
  readonly unlockAtS: number
}

/** The contracts' storage at the end of one L2 block. Never changed in place. */
export type RegistryState = {
  readonly nodes: ReadonlyMap<RegistryId, RegisteredNode>
  readonly lastId: number
  readonly requirementAtomic: AmountAtomic
  readonly genesisTimeS: number | undefined
  /** Newest first, two at most: claims and exits in flight survive the next one. */
  readonly snapshots: readonly Snapshot[]
  readonly locked: ReadonlyMap<RegistryId, LockedStake>
  /** What stakers may withdraw. */
  readonly credits: ReadonlyMap<Address, bigint>
  readonly claimed: ReadonlyMap<Address, AmountAtomic>
}

export const emptyRegistry: RegistryState = {
  nodes: new Map(),
  lastId: 0,
  requirementAtomic: amountAtomic(0n),
  genesisTimeS: undefined,
  snapshots: [],
  locked: new Map(),
  credits: new Map(),
  claimed: new Map(),
}

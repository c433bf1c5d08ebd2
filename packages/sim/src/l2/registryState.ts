import type { Address } from "@sextant/shared/networks"
import { type AmountAtomic, amountAtomic } from "@sextant/shared/units"
import type { RegistryId } from "@sextant/wire/l2Event"
import type { ContractDomain } from "@sextant/wire/messages"
import type { Snapshot } from "@sextant/wire/snapshot"
import type { SignedRegistration } from "../nodeKeys.ts"

/** What the deployment fixed. */
export type ModelRules = { readonly domain: ContractDomain; readonly snapshotAgeMaxS: number }

/** The contracts' storage at the end of one L2 block. Never changed in place. */
export type RegistryState = {
  readonly nodes: ReadonlyMap<
    RegistryId,
    SignedRegistration & { readonly exitRequestedAtS: number | undefined }
  >
  readonly lastId: number
  readonly requirementAtomic: AmountAtomic
  readonly genesisTimeS: number | undefined
  /** Newest first, two at most: claims and exits in flight survive the next one. */
  readonly snapshots: readonly Snapshot[]
  /** Stakes that left, by registration; withdrawable once their time has come. */
  readonly left: ReadonlyMap<RegistryId, { readonly stakeAtomic: AmountAtomic; readonly unlockAtS: number }>
  readonly claimed: ReadonlyMap<Address, AmountAtomic>
}

export const emptyRegistry: RegistryState = {
  nodes: new Map(),
  lastId: 0,
  requirementAtomic: amountAtomic(0n),
  genesisTimeS: undefined,
  snapshots: [],
  left: new Map(),
  claimed: new Map(),
}

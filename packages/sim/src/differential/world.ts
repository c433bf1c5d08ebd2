import type { Address } from "@sextant/shared/networks"
import type { RegistryId } from "@sextant/wire/l2Event"
import type { ExitLeaf } from "@sextant/wire/snapshot"
import type { Transaction } from "../l2/execution.ts"
import type { PoolAction } from "../l2/poolModel.ts"
import type { Pool, PoolShare, PoolTerms } from "../l2/poolState.ts"
import type { ModelRules, RegistryState } from "../l2/registryState.ts"
import type { NodeKeys } from "../nodeKeys.ts"

/** Who takes part, and the keys that may be registered. The same in every run. */
export type Cast = {
  /** Stakers, and those who act for others. */
  readonly actors: readonly Address[]
  /** Has approved nobody. */
  readonly stranger: Address
  /** Manager of all contracts. */
  readonly manager: Address
  readonly keys: readonly NodeKeys[]
  /** Registrations that keep the network able to sign snapshots. */
  readonly baseIds: ReadonlySet<RegistryId>
  /** Where the factory puts each actor's pools. */
  readonly poolPlaces: readonly {
    readonly operator: Address
    readonly salt: `0x${string}`
    readonly address: Address
  }[]
}

/** The contracts and the token as the model has them. */
export type World = {
  readonly rules: ModelRules
  readonly nowS: number
  readonly registry: RegistryState
  readonly pools: readonly Pool[]
  readonly balances: ReadonlyMap<Address, bigint>
  /** Leaves of every snapshot that was accepted, newest first: what a prover can know. */
  readonly leaves: readonly (readonly ExitLeaf[])[]
}

/** One transaction, with everything decided. */
export type Call =
  | {
      readonly kind: "registry"
      readonly sender: Address
      readonly transaction: Transaction
      /** Of a snapshot: what its exits root stands for. */
      readonly leaves?: readonly ExitLeaf[]
    }
  | {
      readonly kind: "createPool"
      readonly sender: Address
      readonly address: Address
      readonly salt: `0x${string}`
      readonly terms: PoolTerms
      readonly reservations: readonly PoolShare[]
    }
  | {
      readonly kind: "pool"
      readonly sender: Address
      readonly address: Address
      readonly action: PoolAction
    }

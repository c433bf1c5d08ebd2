import type { SnapshotSubmission } from "@sextant/node/ports"
import type { Address } from "@sextant/shared/networks"
import type { AmountAtomic } from "@sextant/shared/units"
import type { Contributor, L2Event, L2Position, RegistryId } from "@sextant/wire/l2Event"
import type { ExitLeaf, RewardLeaf, Snapshot } from "@sextant/wire/snapshot"
import type { SignedRegistration } from "../nodeKeys.ts"
import type { ModelRules, RegistryState } from "./registryState.ts"

type ExitProof = { readonly leaf: ExitLeaf; readonly proof: readonly Uint8Array[] }

/** One call of the contracts. Where nobody is named, anyone may send it. */
export type Transaction =
  | { readonly kind: "deploy"; readonly requirementAtomic: AmountAtomic }
  /** `register`: the payer is operator and only staker. */
  | { readonly kind: "register"; readonly registration: SignedRegistration }
  /** `registerShared`, sent by the payer. */
  | { readonly kind: "registerShared"; readonly registration: SignedRegistration }
  | { readonly kind: "start" }
  | { readonly kind: "requestExit"; readonly registryId: RegistryId; readonly sender: Address }
  | {
      readonly kind: "requestExitAsContributor"
      readonly registryId: RegistryId
      readonly sender: Address
      readonly contributors: readonly Contributor[]
    }
  | { readonly kind: "submitSnapshot"; readonly submission: SnapshotSubmission }
  | ({ readonly kind: "completeExit" } & ExitProof)
  | ({
      readonly kind: "liquidate"
      readonly sender: Address
      /** Operator first; empty for a solo node. */
      readonly contributors: readonly Contributor[]
    } & ExitProof)
  | { readonly kind: "exitWithoutSnapshot"; readonly registryId: RegistryId }
  | { readonly kind: "releaseStake"; readonly registryId: RegistryId }
  | {
      readonly kind: "releaseStakes"
      readonly registryId: RegistryId
      readonly contributors: readonly Contributor[]
    }
  | { readonly kind: "withdraw"; readonly sender: Address }
  | { readonly kind: "releaseRewards"; readonly atomicPerDay: AmountAtomic }
  | { readonly kind: "setRequirement"; readonly amountAtomic: AmountAtomic }
  | { readonly kind: "claim"; readonly leaf: RewardLeaf; readonly proof: readonly Uint8Array[] }

export type TransactionOf<TKind extends Transaction["kind"]> = Extract<Transaction, { kind: TKind }>

type WithoutPosition<TEvent> = TEvent extends L2Event ? Omit<TEvent, keyof L2Position> : never
export type ModelLog =
  | WithoutPosition<L2Event>
  | { readonly kind: "networkStarted" }
  | { readonly kind: "snapshotAccepted"; readonly snapshot: Snapshot }

/** What the token is asked to move. */
export type Transfer = { readonly from: Address; readonly to: Address; readonly amountAtomic: bigint }

export type Execution =
  | {
      readonly kind: "done"
      readonly state: RegistryState
      readonly logs: readonly ModelLog[]
      readonly transfers: readonly Transfer[]
    }
  /** `reason`: the contract's error. */
  | { readonly kind: "reverted"; readonly reason: string }

export type ModelContext = {
  readonly rules: ModelRules
  readonly state: RegistryState
  readonly nowS: number
}

type Outcome = { readonly logs?: readonly ModelLog[]; readonly transfers?: readonly Transfer[] }

export function done(state: RegistryState, { logs = [], transfers = [] }: Outcome = {}): Execution {
  return { kind: "done", state, logs, transfers }
}

export function reverted(reason: string): Execution {
  return { kind: "reverted", reason }
}

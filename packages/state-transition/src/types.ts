import type { BitArray } from "@chainsafe/ssz"
import type { Address } from "@sextant/shared/networks"
import type { Preset } from "@sextant/shared/params"
import type { AmountAtomic, Height, UnixMs } from "@sextant/shared/units"
import type { BlockHeader } from "@sextant/wire/block"
import type { Contributor, NodeId, RegistryId } from "@sextant/wire/l2Event"
import type { SigningDomain } from "@sextant/wire/messages"
import type { ExitKind } from "@sextant/wire/snapshot"
import type { RefusalReason } from "./refusalReasons.ts"

/** What the rules of one network depend on. */
export type Rules = {
  readonly preset: Preset
  readonly domain: SigningDomain
}

/** `dropInvalid`: an operation that breaks a rule is left out instead of failing the block. L2 events never fail. */
export type TransitionRules = Rules & { readonly dropInvalid?: boolean }

export type NodeStatus = "active" | "decommissioned"

/** A service node that the chain knows. A node that has asked to leave keeps its status until it leaves. */
export type NodeRecord = {
  readonly nodeId: NodeId
  readonly registryId: RegistryId
  readonly operator: Address
  /** Compressed G1, 48 bytes. */
  readonly blsPublicKey: Uint8Array
  readonly feeBps: number
  /** Operator first. Their amounts add up to the requirement at registration. */
  readonly contributors: readonly Contributor[]
  readonly registeredHeight: Height
  readonly status: NodeStatus
  /** When it last became active. */
  readonly activeSinceHeight: Height
  /** Set while decommissioned. */
  readonly decommissionedHeight: Height | undefined
  readonly decommissionCount: number
  /** Bit masks of the tests that all judges and any judge saw fail, at the last decommission. */
  readonly reasonsAll: number
  readonly reasonsAny: number
  /** Credit at `activeSinceHeight`; what was earned since is computed (see credits). */
  readonly creditBaseBlocks: number
  readonly ipChangedHeight: Height
  readonly exitRequestedHeight: Height | undefined
  /** The last block with this node, once its exit was requested. */
  readonly exitHeight: Height | undefined
  /** Unsigned 64 bits; {@link UNASSIGNED_SWARM_ID} while in none. */
  readonly swarmId: bigint
}

/** Swarm id of a node that is in no swarm: 2^64 - 1. */
export const UNASSIGNED_SWARM_ID = 0xffff_ffff_ffff_ffffn

/** A registration that waits for the contract to release its stake. */
export type ExitRecord = {
  readonly registryId: RegistryId
  readonly nodeId: NodeId
  readonly blsPublicKey: Uint8Array
  readonly kind: ExitKind
  /** Why the chain refused it; undefined for the other kinds. */
  readonly reason: RefusalReason | undefined
  readonly leftHeight: Height
  readonly eligibleAtS: number
  readonly unlockAtS: number
}

export type Validator = { readonly nodeId: NodeId; readonly blsPublicKey: Uint8Array }

/** Who votes in one epoch. */
export type ValidatorSet = {
  readonly epoch: number
  /** 32 bytes, the randao mix when the set was fixed; orders the leaders. */
  readonly seed: Uint8Array
  /** By node id. */
  readonly validators: readonly Validator[]
}

/** Who judges whom by one block. Positions in `tested` are the `testedIndex` of state changes. */
export type ObligationQuorum = {
  /** The block that named them. */
  readonly height: Height
  readonly judges: readonly NodeId[]
  readonly tested: readonly NodeId[]
}

/** The newest snapshot, who is to sign it, and who is known to have done so. */
export type SnapshotDuty = {
  readonly height: Height
  /** 32 bytes. */
  readonly blockHash: Uint8Array
  /** All nodes of the state at that height, by node id. */
  readonly signers: readonly Validator[]
  /** One bit for each of `signers`. None set: nobody has shown a quorum's signatures yet. */
  readonly signed: BitArray
}

/**
 * The last 8 chances of each node to take part, in the order of `ChainState.nodes`. One ring is a number: below its highest
 * bit stand the recorded chances, newest lowest, 1 = missed. Never written after it has become part of a state.
 */
export type Participation = {
  readonly votes: Uint16Array
  readonly proposals: Uint16Array
  readonly snapshots: Uint16Array
}

export type RewardState = {
  readonly atomicPerDay: AmountAtomic
  readonly rateSetAtMs: UnixMs
  /** Part of a thousandth not issued yet, in 1/86,400 of it. */
  readonly fraction: number
  /** Thousandths of an atomic unit that were issued and not paid yet. */
  readonly carryMilli: bigint
  /** Thousandths issued since genesis. */
  readonly issuedMilli: bigint
}

/** Lifetime rewards per beneficiary, in thousandths of an atomic unit. Two lists side by side, by account. Never reduced. */
export type Ledger = {
  readonly accounts: readonly Address[]
  readonly amountsMilli: readonly bigint[]
}

/** Everything the chain knows after one block. Immutable: parts that a block leaves alone are shared with the state before. */
export type ChainState = {
  readonly networkId: Uint8Array
  /** Header of the newest block, with 32 zero bytes in place of its state root (the state cannot contain its own root). */
  readonly latestHeader: BlockHeader
  /** 32 bytes. */
  readonly randaoMix: Uint8Array
  readonly stakingRequirementAtomic: AmountAtomic
  readonly rewards: RewardState
  /** By node id. */
  readonly nodes: readonly NodeRecord[]
  readonly participation: Participation
  /** By registry id. */
  readonly exits: readonly ExitRecord[]
  readonly ledger: Ledger
  /** Of the epoch before the newest block's, for evidence that comes late. */
  readonly previousValidators: ValidatorSet
  /** Of the newest block's epoch. */
  readonly currentValidators: ValidatorSet
  /** Of the epoch after it. */
  readonly nextValidators: ValidatorSet
  /** Of the blocks whose judges may still be heard, lowest first, up to the newest block's parent. */
  readonly quorums: readonly ObligationQuorum[]
  /** Undefined until the block after the first snapshot. */
  readonly snapshotDuty: SnapshotDuty | undefined
}

/** What happened in a block, for those who index or report it. Nothing in the state depends on it. */
export type Effect =
  | { readonly kind: "nodeJoined"; readonly nodeId: NodeId; readonly registryId: RegistryId }
  | {
      readonly kind: "registrationRefused"
      readonly nodeId: NodeId
      readonly registryId: RegistryId
      readonly reason: RefusalReason
    }
  | { readonly kind: "exitScheduled"; readonly nodeId: NodeId; readonly exitHeight: Height }
  | {
      readonly kind: "nodeLeft"
      readonly nodeId: NodeId
      readonly registryId: RegistryId
      /** `withoutSnapshot`: the contract removed it without asking the chain. */
      readonly exitKind: ExitKind | "withoutSnapshot"
    }
  /** `reasonsAll`, `reasonsAny`: tests that all judges and any judge saw fail. */
  | {
      readonly kind: "nodeDecommissioned"
      readonly nodeId: NodeId
      readonly reasonsAll: number
      readonly reasonsAny: number
    }
  | { readonly kind: "nodeRecommissioned"; readonly nodeId: NodeId; readonly creditBlocks: number }
  | { readonly kind: "ipChangeRecorded"; readonly nodeId: NodeId }
  | { readonly kind: "equivocationProven"; readonly nodeId: NodeId }
  | { readonly kind: "snapshotSigned"; readonly height: Height; readonly signerCount: number }
  | { readonly kind: "exitSettled"; readonly registryId: RegistryId }
  | { readonly kind: "stakingRequirementSet"; readonly amountAtomic: AmountAtomic }
  /** `atomicPerDay` is the rate in force, which may be less than the contract asked for. */
  | { readonly kind: "rewardRateSet"; readonly atomicPerDay: AmountAtomic }
  | { readonly kind: "swarmsChanged" }
  | {
      readonly kind: "rewardsPaid"
      readonly issuedMilli: bigint
      readonly paidMilli: bigint
      readonly payableCount: number
    }
  | { readonly kind: "epochStarted"; readonly epoch: number }

export type Transition = { readonly state: ChainState; readonly effects: readonly Effect[] }

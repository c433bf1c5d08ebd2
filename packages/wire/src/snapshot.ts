import type { BitArray } from "@chainsafe/ssz"
import type { Address } from "@sextant/shared/networks"
import type { AmountAtomic, Height, L2Height } from "@sextant/shared/units"
import type { NodeId, RegistryId } from "./l2Event.ts"

/** The summary of the chain that the nodes sign and the contract verifies. Roots and hashes are 32 bytes. */
export type Snapshot = {
  readonly height: Height
  readonly l2Number: L2Height
  readonly timestampS: number
  readonly blockHash: Uint8Array
  readonly stateRoot: Uint8Array
  /** Root over {@link RewardLeaf}; 32 zero bytes when there is none. */
  readonly rewardsRoot: Uint8Array
  /** Root over {@link ExitLeaf}; 32 zero bytes when there is none. */
  readonly exitsRoot: Uint8Array
}

/** ABI: (address account, uint256 lifetimeAmountAtomic). */
export type RewardLeaf = { readonly account: Address; readonly lifetimeAmountAtomic: AmountAtomic }

/** The contract's `ExitKind`, in this order from 0. */
export const exitKinds = ["exit", "deregistered", "refused"] as const
export type ExitKind = (typeof exitKinds)[number]

/** ABI: (uint64 registryId, uint8 kind, uint64 eligibleAtS, uint64 unlockAtS). */
export type ExitLeaf = {
  readonly registryId: RegistryId
  readonly kind: ExitKind
  /** From when the registration may be removed. */
  readonly eligibleAtS: number
  /** From when its stake may be withdrawn. */
  readonly unlockAtS: number
}

/** One node's signature over a snapshot. */
export type SnapshotPartial = {
  readonly height: Height
  /** 32 bytes: `snapshotMessage(snapshot)`, so that a differing root is seen before any pairing. */
  readonly message: Uint8Array
  readonly nodeId: NodeId
  readonly signature: Uint8Array
}

/** A snapshot with the nodes' signatures in one. */
export type SignedSnapshot = {
  readonly snapshot: Snapshot
  /** One bit per node of the state at this height, in node-id order. */
  readonly signers: BitArray
  readonly signature: Uint8Array
}

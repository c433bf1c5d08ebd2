import type { Brand } from "@sextant/shared/brand"
import type { Address } from "@sextant/shared/networks"
import type { AmountAtomic, L2Height } from "@sextant/shared/units"

/** A service node's Ed25519 public key as 64 lower-case hex digits. It is the node's name everywhere off the L2. */
export type NodeId = Brand<string, "NodeId">

/** The number the contract gives a registration. Unique for ever, starts at 1, rises by 1. */
export type RegistryId = Brand<number, "RegistryId">

export type Contributor = {
  readonly staker: Address
  /** Who receives the rewards; stakes return to the staker. */
  readonly beneficiary: Address
  readonly amountAtomic: AmountAtomic
}

/** Where an event stands on the L2; orders events of different contracts too. */
export type L2Position = { readonly l2Height: L2Height; readonly logIndex: number }

/** What the contracts say to the appchain. A block carries all of them for its range, in log order. */
export type L2Event = L2Position &
  (
    | {
        readonly kind: "nodeRegistered"
        readonly registryId: RegistryId
        readonly operator: Address
        readonly nodeId: NodeId
        /** Compressed G1, 48 bytes. The contract has checked its proof of possession. */
        readonly blsPublicKey: Uint8Array
        /** 64 bytes, by the node key over `registrationMessage`. The contract only relays it. */
        readonly ed25519Signature: Uint8Array
        readonly feeBps: number
        /** Operator first. As the contract emitted it: not yet checked by the appchain's rules. */
        readonly contributors: readonly Contributor[]
        /** Who paid the stake and sent the registration: the operator, or a contract whose code guarantees the terms. */
        readonly payer: Address
      }
    | { readonly kind: "exitRequested"; readonly registryId: RegistryId }
    | { readonly kind: "nodeExited"; readonly registryId: RegistryId }
    | { readonly kind: "nodeLiquidated"; readonly registryId: RegistryId }
    | { readonly kind: "stakingRequirementSet"; readonly amountAtomic: AmountAtomic }
    | { readonly kind: "rewardRateSet"; readonly atomicPerDay: AmountAtomic }
  )

export type L2EventKind = L2Event["kind"]

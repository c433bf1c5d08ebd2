import type { Address } from "@sextant/shared/networks"
import type { SignedRegistration } from "../nodeKeys.ts"

/** The node's side of what a pool offers: keys and signatures that name the pool as payer. */
export type PoolTerms = {
  readonly registration: Pick<
    SignedRegistration,
    "nodeId" | "blsPublicKey" | "proofOfPossession" | "ed25519Signature" | "feeBps"
  >
  readonly autoFinalize: boolean
}

export type PoolShare = { readonly account: Address; readonly amountAtomic: bigint }

export type PoolContribution = PoolShare & {
  readonly beneficiary: Address
  /** Of the account's last addition. */
  readonly contributedAtS: number
}

/** Waiting for the operator, open to all, full, registered: the end. */
export type PoolStatus = "waiting" | "open" | "full" | "registered"

export type Pool = {
  readonly address: Address
  readonly operator: Address
  readonly status: PoolStatus
  readonly terms: PoolTerms
  /** 32 bytes as 0x hex: what a contributor agrees to. */
  readonly termsHash: `0x${string}`
  readonly requirementAtomic: bigint
  /** Operator first; the last one takes the place of one who leaves. */
  readonly contributions: readonly PoolContribution[]
  /** Kept also when their account has contributed. */
  readonly reservations: readonly PoolShare[]
  readonly credits: ReadonlyMap<Address, bigint>
  readonly fullAtS: number
}

export function contributedOf({ contributions }: Pool): bigint {
  return contributions.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n)
}

/** Reservations of those who have not contributed. */
export function openReservationsOf({ contributions, reservations }: Pool): readonly PoolShare[] {
  return reservations.filter(({ account }) => contributions.every((one) => one.account !== account))
}

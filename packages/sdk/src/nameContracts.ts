import { bytesTo0x, hexToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { nameCommitment } from "@sextant/wire/nameCommitment"

export type Hex = `0x${string}`

/** What a commitment hides and a registration shows. Bytes as hex. */
export type Registration = {
  readonly nameHash: Hex
  /** Of the name, in characters. */
  readonly length: number
  readonly owner: Address
  readonly yearCount: number
  /** 73 bytes. */
  readonly encryptedRecord: Hex
  /** 32 bytes. */
  readonly secret: Hex
}

/** A name as the contract has it now. `free` is also a name that was never registered. */
export type NameOnChain =
  | { readonly status: "free" }
  | {
      readonly status: "active" | "grace"
      readonly owner: Address
      readonly expiresAtS: number
      /** As its owner declared it: the price goes by it. */
      readonly length: number
    }

/** `unknown`: the L2 has no such transaction, neither mined nor waiting. */
export type TransactionState = "pending" | "mined" | "reverted" | "unknown"

/**
 * The registry of names and the token that pays for it, with one account that signs.
 *
 * What sends a transaction tries it first, and resolves with its hash once the L2 has taken it in, not when it is mined.
 * Everything throws SdkError: contract/refused with `meta.reason`, the name of the contract's error, or contract/failed.
 */
export type NameContracts = {
  readonly chainId: number
  readonly registry: Address
  /** Signs and pays. */
  readonly account: Address
  /** Of the newest block, unix seconds: the only clock the contract knows. */
  readonly chainTimeS: () => Promise<number>
  /** How old a commitment must, and may at most, be. */
  readonly commitAges: () => Promise<{ readonly minS: number; readonly maxS: number }>
  readonly costAtomic: (terms: { readonly length: number; readonly yearCount: number }) => Promise<bigint>
  readonly name: (nameHash: Hex) => Promise<NameOnChain>
  /** Undefined when it was not made, or was used. */
  readonly committedAtS: (commitment: Hex) => Promise<number | undefined>
  /** What the registry may take from the account. */
  readonly allowanceAtomic: () => Promise<bigint>
  readonly transaction: (txHash: Hex) => Promise<TransactionState>
  readonly commit: (commitment: Hex) => Promise<Hex>
  readonly approve: (amountAtomic: bigint) => Promise<Hex>
  readonly register: (registration: Registration, costMaxAtomic: bigint) => Promise<Hex>
  readonly renew: (renewal: Renewal) => Promise<Hex>
}

export type Renewal = {
  readonly nameHash: Hex
  readonly yearCount: number
  readonly costMaxAtomic: bigint
}

/** The commitment to a registration with these contracts. */
export function commitmentTo(contracts: NameContracts, registration: Registration): Hex {
  const { nameHash, encryptedRecord, secret } = registration
  const domain = { chainId: contracts.chainId, nameRegistry: contracts.registry }
  return bytesTo0x(
    nameCommitment(domain, {
      ...registration,
      nameHash: hexToBytes(nameHash),
      encryptedRecord: hexToBytes(encryptedRecord),
      secret: hexToBytes(secret),
    }),
  )
}

import { keccak256 } from "@sextant/crypto/hash"
import { concatBytes, utf8ToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { addressWord, bytes32Word, uintWord } from "./abi.ts"

/** Where a name is registered: the chain, and the contract on it. */
export type NamesDomain = { readonly chainId: number; readonly nameRegistry: Address }

/** What a commitment hides and a registration shows. */
export type NameRegistration = {
  /** 32 bytes. */
  readonly nameHash: Uint8Array
  /** Of the name, in characters. */
  readonly length: number
  readonly owner: Address
  readonly yearCount: number
  /** 73 bytes, or none. */
  readonly encryptedRecord: Uint8Array
  /** 32 bytes. */
  readonly secret: Uint8Array
}

const DOMAIN = keccak256(utf8ToBytes("sextant/name-registration/1"))

/**
 * The commitment to a registration, 32 bytes, as the contract computes it: made here, so that nobody is asked with the secret.
 *
 * @see docs/protocol/names.md §3
 */
export function nameCommitment(domain: NamesDomain, registration: NameRegistration): Uint8Array {
  const { nameHash, length, owner, yearCount, encryptedRecord, secret } = registration
  return keccak256(
    concatBytes(
      DOMAIN,
      uintWord(domain.chainId),
      addressWord(domain.nameRegistry),
      bytes32Word(nameHash),
      uintWord(length),
      addressWord(owner),
      uintWord(yearCount),
      keccak256(encryptedRecord),
      bytes32Word(secret),
    ),
  )
}

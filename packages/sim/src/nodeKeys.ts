import { generateSecretKey, secretKeyToPublicKey, sign } from "@sextant/crypto/bls"
import { type Ed25519KeyPair, ed25519KeyPair, ed25519Sign } from "@sextant/crypto/ed25519"
import { bytesTo0x, bytesToHex } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import type { AmountAtomic } from "@sextant/shared/units"
import type { Contributor, NodeId } from "@sextant/wire/l2Event"
import { type ContractDomain, proofOfPossessionMessage, registrationMessage } from "@sextant/wire/messages"
import type { SeededRandom } from "./seededRandom.ts"

export type NodeKeys = {
  readonly nodeId: NodeId
  /** 32 bytes. */
  readonly ed25519Seed: Uint8Array
  readonly ed25519: Ed25519KeyPair
  readonly blsSecretKey: Uint8Array
  readonly blsPublicKey: Uint8Array
  readonly operator: Address
}

/** What an operator sends to the contract. */
export type SignedRegistration = {
  readonly operator: Address
  readonly nodeId: NodeId
  readonly blsPublicKey: Uint8Array
  readonly proofOfPossession: Uint8Array
  readonly ed25519Signature: Uint8Array
  readonly feeBps: number
  readonly contributors: readonly Contributor[]
  /** Who sends it and pays the stake. */
  readonly payer: Address
}

/** Real keys, the same for the same seed. */
export function createNodeKeys(random: SeededRandom): NodeKeys {
  const ed25519Seed = random.bytes(32)
  const ed25519 = ed25519KeyPair(ed25519Seed)
  const blsSecretKey = generateSecretKey(random.bytes(32))
  return {
    nodeId: bytesToHex(ed25519.publicKey) as NodeId,
    ed25519Seed,
    ed25519,
    blsSecretKey,
    blsPublicKey: secretKeyToPublicKey(blsSecretKey),
    operator: bytesTo0x(random.bytes(20)),
  }
}

export type RegistrationChoice = { readonly stakeAtomic: AmountAtomic; readonly feeBps: number }

/** A solo registration: the operator stakes everything and earns it too. */
export function signRegistration(
  domain: ContractDomain,
  keys: NodeKeys,
  choice: RegistrationChoice,
): SignedRegistration {
  const { operator, blsPublicKey, ed25519 } = keys
  const contributors = [{ staker: operator, beneficiary: operator, amountAtomic: choice.stakeAtomic }]
  const terms = {
    blsPublicKey,
    ed25519PublicKey: ed25519.publicKey,
    operator,
    feeBps: choice.feeBps,
    contributors,
    payer: operator,
  }
  return {
    operator,
    nodeId: keys.nodeId,
    blsPublicKey,
    proofOfPossession: sign(keys.blsSecretKey, proofOfPossessionMessage(domain, terms)),
    ed25519Signature: ed25519Sign(ed25519.secretKey, registrationMessage(domain, terms)),
    feeBps: choice.feeBps,
    contributors,
    payer: operator,
  }
}

import { generateSecretKey, secretKeyToPublicKey } from "@sextant/crypto/bls"
import { type Ed25519KeyPair, ed25519KeyPair, ed25519Sign } from "@sextant/crypto/ed25519"
import { sha256 } from "@sextant/crypto/hash"
import { bytesTo0x, bytesToHex, utf8ToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { amountAtomic, type L2Height, SESH_ATOMIC } from "@sextant/shared/units"
import type { Contributor, NodeId, RegistryId } from "@sextant/wire/l2Event"
import { type ContractDomain, registrationMessage } from "@sextant/wire/messages"
import type { Registration } from "../registration.ts"

/** A node with all its keys, the same for the same name in every run. */
export type TestOperator = {
  readonly registryId: RegistryId
  readonly nodeId: NodeId
  readonly operator: Address
  readonly ed25519: Ed25519KeyPair
  readonly blsSecretKey: Uint8Array
  readonly blsPublicKey: Uint8Array
  readonly feeBps: number
  readonly contributors: readonly Contributor[]
  readonly payer: Address
}

export type TestTerms = {
  readonly feeBps?: number
  readonly contributors?: readonly Contributor[]
  /** The operator unless given. */
  readonly payer?: Address
}

/** A solo operator with the whole requirement and 10 % fee, unless `terms` say otherwise. */
export function testOperator(registryId: number, terms: TestTerms = {}): TestOperator {
  const operator = testAddress(`operator ${registryId}`)
  const ed25519 = ed25519KeyPair(sha256(utf8ToBytes(`node ${registryId}`)))
  const blsSecretKey = generateSecretKey(sha256(utf8ToBytes(`bls ${registryId}`)))
  const solo = {
    staker: operator,
    beneficiary: operator,
    amountAtomic: amountAtomic(25_000n * SESH_ATOMIC),
  }
  return {
    registryId: registryId as RegistryId,
    nodeId: bytesToHex(ed25519.publicKey) as NodeId,
    operator,
    ed25519,
    blsSecretKey,
    blsPublicKey: secretKeyToPublicKey(blsSecretKey),
    feeBps: terms.feeBps ?? 1_000,
    contributors: terms.contributors ?? [solo],
    payer: terms.payer ?? operator,
  }
}

/** An address that depends on the name only. */
export function testAddress(name: string): Address {
  return bytesTo0x(sha256(utf8ToBytes(name)).subarray(0, 20))
}

/** The event that the contract emits for the operator's registration, with its genuine signature. */
export function registrationOf(
  domain: ContractDomain,
  operator: TestOperator,
  at: { readonly l2Height: L2Height; readonly logIndex: number },
): Registration {
  const { nodeId, registryId, blsPublicKey, feeBps, contributors, payer } = operator
  const terms = {
    blsPublicKey,
    ed25519PublicKey: operator.ed25519.publicKey,
    operator: operator.operator,
    feeBps,
    contributors,
    payer,
  }
  return {
    kind: "nodeRegistered",
    l2Height: at.l2Height,
    logIndex: at.logIndex,
    registryId,
    operator: operator.operator,
    nodeId,
    blsPublicKey,
    ed25519Signature: ed25519Sign(operator.ed25519.secretKey, registrationMessage(domain, terms)),
    feeBps,
    contributors,
    payer,
  }
}

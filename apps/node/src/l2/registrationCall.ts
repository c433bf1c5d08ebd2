import { secretKeyToPublicKey, sign } from "@sextant/crypto/bls"
import { publicKeyToG1Words, signatureToG2Words } from "@sextant/crypto/blsWords"
import { ed25519KeyPair, ed25519Sign } from "@sextant/crypto/ed25519"
import { bytesTo0x } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import type { AmountAtomic } from "@sextant/shared/units"
import {
  type ContractDomain,
  proofOfPossessionMessage,
  type RegistrationTerms,
  registrationMessage,
} from "@sextant/wire/messages"

export type NodeSecrets = { readonly ed25519Seed: Uint8Array; readonly blsSecretKey: Uint8Array }

export type RegistrationInput = {
  readonly keys: NodeSecrets
  readonly operator: Address
  readonly beneficiary: Address
  readonly feeBps: number
  readonly stakeAtomic: AmountAtomic
}

/** The arguments of `NodeRegistry.register`, signed by the node's keys for exactly these terms. */
export function registrationCall(domain: ContractDomain, input: RegistrationInput) {
  const { keys, operator, beneficiary, feeBps, stakeAtomic } = input
  const contributors = [{ staker: operator, beneficiary, amountAtomic: stakeAtomic }]
  const signed = signTerms(domain, keys, { operator, feeBps, contributors, payer: operator })
  const { blsKey, proof, ed25519Key, ed25519Signature } = signed
  return [blsKey, proof, ed25519Key, ed25519Signature, feeBps, beneficiary] as const
}

type Terms = Omit<RegistrationTerms, "blsPublicKey" | "ed25519PublicKey">

/** Both keys of a node with their signatures over the terms, as the contracts' ABIs take them. */
export function signTerms(domain: ContractDomain, keys: NodeSecrets, terms: Terms) {
  const { publicKey: ed25519PublicKey, secretKey } = ed25519KeyPair(keys.ed25519Seed)
  const blsPublicKey = secretKeyToPublicKey(keys.blsSecretKey)
  const full = { ...terms, blsPublicKey, ed25519PublicKey }
  const [xHi, xLo, yHi, yLo] = publicKeyToG1Words(blsPublicKey)
  const words = signatureToG2Words(sign(keys.blsSecretKey, proofOfPossessionMessage(domain, full)))
  const signature = ed25519Sign(secretKey, registrationMessage(domain, full))
  return {
    blsKey: { xHi, xLo, yHi, yLo },
    proof: { words },
    ed25519Key: bytesTo0x(ed25519PublicKey),
    ed25519Signature: [bytesTo0x(signature.subarray(0, 32)), bytesTo0x(signature.subarray(32))] as const,
  }
}

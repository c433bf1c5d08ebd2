import { secretKeyToPublicKey, sign } from "@sextant/crypto/bls"
import { publicKeyToG1Words, signatureToG2Words } from "@sextant/crypto/blsWords"
import { ed25519KeyPair, ed25519Sign } from "@sextant/crypto/ed25519"
import { bytesTo0x } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import type { AmountAtomic } from "@sextant/shared/units"
import { type ContractDomain, proofOfPossessionMessage, registrationMessage } from "@sextant/wire/messages"

export type RegistrationInput = {
  readonly keys: { readonly ed25519Seed: Uint8Array; readonly blsSecretKey: Uint8Array }
  readonly operator: Address
  readonly beneficiary: Address
  readonly feeBps: number
  readonly stakeAtomic: AmountAtomic
}

/** The arguments of `NodeRegistry.register`, signed by the node's keys for exactly these terms. */
export function registrationCall(domain: ContractDomain, input: RegistrationInput) {
  const { keys, operator, beneficiary, feeBps, stakeAtomic } = input
  const { publicKey: ed25519PublicKey, secretKey } = ed25519KeyPair(keys.ed25519Seed)
  const blsPublicKey = secretKeyToPublicKey(keys.blsSecretKey)
  const contributors = [{ staker: operator, beneficiary, amountAtomic: stakeAtomic }]
  const terms = { blsPublicKey, ed25519PublicKey, operator, feeBps, contributors, payer: operator }
  const [xHi, xLo, yHi, yLo] = publicKeyToG1Words(blsPublicKey)
  const words = signatureToG2Words(sign(keys.blsSecretKey, proofOfPossessionMessage(domain, terms)))
  const signature = ed25519Sign(secretKey, registrationMessage(domain, terms))
  const halves = [bytesTo0x(signature.subarray(0, 32)), bytesTo0x(signature.subarray(32))] as const
  const key = { xHi, xLo, yHi, yLo }
  return [key, { words }, bytesTo0x(ed25519PublicKey), halves, feeBps, beneficiary] as const
}

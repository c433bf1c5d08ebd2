import { isPublicKey } from "@sextant/crypto/bls"
import { ed25519Verify } from "@sextant/crypto/ed25519"
import { bytesEqual, hexToBytes } from "@sextant/shared/bytes"
import { CONTRIBUTORS_MAX, FEE_BPS_MAX, OPERATOR_SHARE_MIN_BPS } from "@sextant/shared/params"
import type { L2Event } from "@sextant/wire/l2Event"
import { type ContractDomain, registrationMessage } from "@sextant/wire/messages"
import { VALIDATORS_MAX } from "@sextant/wire/ssz"
import { indexOfNode } from "./nodeList.ts"
import type { RefusalReason } from "./refusalReasons.ts"
import type { ChainState } from "./types.ts"

export type Registration = Extract<L2Event, { kind: "nodeRegistered" }>

/**
 * The first rule that a registration breaks, or undefined. The contract has checked the proof of possession and holds the
 * stake; everything else is judged here, so that a refusal costs nobody more than time.
 */
export function refusalOf(
  domain: ContractDomain,
  state: ChainState,
  registration: Registration,
): RefusalReason | undefined {
  return (
    keyRefusal(state, registration) ??
    stakeRefusal(state.stakingRequirementAtomic, registration) ??
    signatureRefusal(domain, registration)
  )
}

function keyRefusal(state: ChainState, { nodeId, blsPublicKey }: Registration): RefusalReason | undefined {
  if (state.nodes.length >= VALIDATORS_MAX) return "network-full"
  const isLeaving = state.exits.filter((exit) => exit.kind !== "refused")
  if (indexOfNode(state.nodes, nodeId) >= 0 || isLeaving.some((exit) => exit.nodeId === nodeId)) {
    return "node-key-in-use"
  }
  const hasKey = (holder: { readonly blsPublicKey: Uint8Array }) =>
    bytesEqual(holder.blsPublicKey, blsPublicKey)
  if (state.nodes.some(hasKey) || isLeaving.some(hasKey)) return "bls-key-in-use"
  return isPublicKey(blsPublicKey) ? undefined : "bls-key-invalid"
}

function stakeRefusal(requirementAtomic: bigint, registration: Registration): RefusalReason | undefined {
  const { contributors, feeBps } = registration
  const [operator] = contributors
  if (operator === undefined || contributors.length > CONTRIBUTORS_MAX) return "contributor-count"
  if (new Set(contributors.map(({ staker }) => staker)).size !== contributors.length)
    return "contributor-twice"
  if (feeBps > FEE_BPS_MAX) return "fee-too-high"
  const operatorMinAtomic = (requirementAtomic * BigInt(OPERATOR_SHARE_MIN_BPS)) / 10_000n
  if (operator.amountAtomic < operatorMinAtomic) return "operator-stake-too-low"
  if (contributors.some(({ amountAtomic }) => amountAtomic === 0n)) return "stake-zero"
  const sumAtomic = contributors.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n)
  return sumAtomic === requirementAtomic ? undefined : "stake-sum-wrong"
}

function signatureRefusal(domain: ContractDomain, registration: Registration): RefusalReason | undefined {
  const ed25519PublicKey = hexToBytes(registration.nodeId)
  const message = registrationMessage(domain, { ...registration, ed25519PublicKey })
  const isSigned = ed25519Verify(ed25519PublicKey, message, registration.ed25519Signature)
  return isSigned ? undefined : "node-signature-wrong"
}

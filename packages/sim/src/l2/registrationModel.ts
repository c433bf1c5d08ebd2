import { verify } from "@sextant/crypto/bls"
import { bytesEqual, hexToBytes } from "@sextant/shared/bytes"
import { CONTRIBUTORS_MAX, FEE_BPS_MAX } from "@sextant/shared/params"
import type { Contributor, RegistryId } from "@sextant/wire/l2Event"
import { proofOfPossessionMessage } from "@sextant/wire/messages"
import type { SignedRegistration } from "../nodeKeys.ts"
import { done, type Execution, type ModelContext, reverted } from "./execution.ts"

const ZERO_ADDRESS = `0x${"00".repeat(20)}`

/** One operator stakes exactly the requirement in force at this moment, whatever the registration says. */
export function registerSolo(context: ModelContext, registration: SignedRegistration): Execution {
  const { payer, contributors } = registration
  const solo = {
    staker: payer,
    beneficiary: contributors[0]?.beneficiary ?? payer,
    amountAtomic: context.state.requirementAtomic,
  }
  return register(context, { ...registration, operator: payer, contributors: [solo] })
}

/** The first contributor is the operator. A list of one makes a solo node, whoever pays. */
export function registerShared(context: ModelContext, registration: SignedRegistration): Execution {
  const reason = sharesRefusal(context, registration.contributors)
  if (reason !== undefined) return reverted(reason)
  const operator = registration.contributors[0]?.staker ?? registration.operator
  return register(context, { ...registration, operator })
}

function register(context: ModelContext, given: SignedRegistration): Execution {
  const { rules, state, nowS } = context
  const reason = refusal(context, given)
  if (reason !== undefined) return reverted(reason)
  const registryId = (state.lastId + 1) as RegistryId
  const { proofOfPossession: _, ...registration } = given
  const isShared = given.contributors.length > 1
  const node = { ...given, isShared, registeredAtS: nowS, exitRequestedAtS: undefined }
  const nodes = new Map(state.nodes).set(registryId, node)
  const paid = {
    from: given.payer,
    to: rules.domain.registry,
    amountAtomic: state.requirementAtomic,
  }
  const log = { kind: "nodeRegistered", registryId, ...registration } as const
  return done({ ...state, nodes, lastId: registryId }, { logs: [log], transfers: [paid] })
}

function refusal({ rules, state }: ModelContext, registration: SignedRegistration): string | undefined {
  const { nodeId, blsPublicKey, operator, feeBps, contributors, payer } = registration
  if (feeBps > FEE_BPS_MAX) return "FeeTooHigh"
  for (const node of state.nodes.values()) if (node.nodeId === nodeId) return "Ed25519KeyTaken"
  for (const node of state.nodes.values())
    if (bytesEqual(node.blsPublicKey, blsPublicKey)) return "BlsKeyTaken"
  const ed25519PublicKey = hexToBytes(nodeId)
  const terms = { blsPublicKey, ed25519PublicKey, operator, feeBps, contributors, payer }
  const message = proofOfPossessionMessage(rules.domain, terms)
  return verify(blsPublicKey, message, registration.proofOfPossession) ? undefined : "BlsSignatureInvalid"
}

function sharesRefusal({ state }: ModelContext, contributors: readonly Contributor[]): string | undefined {
  const { requirementAtomic } = state
  const [operator] = contributors
  if (operator === undefined) return "ContributorsNone"
  if (contributors.length > CONTRIBUTORS_MAX) return "ContributorsTooMany"
  const seen = new Set<string>()
  for (const { staker, beneficiary, amountAtomic } of contributors) {
    if (staker === ZERO_ADDRESS || beneficiary === ZERO_ADDRESS) return "ContributorAddressZero"
    if (amountAtomic === 0n) return "ContributionZero"
    if (amountAtomic > requirementAtomic) return "ContributionsMismatch"
    if (seen.has(staker)) return "ContributorRepeated"
    seen.add(staker)
  }
  const totalAtomic = contributors.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n)
  if (totalAtomic !== requirementAtomic) return "ContributionsMismatch"
  return operator.amountAtomic * 4n < requirementAtomic ? "OperatorStakeTooLow" : undefined
}

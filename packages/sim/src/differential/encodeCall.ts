import { contributionPoolAbi } from "@sextant/contracts/ContributionPool"
import { contributionPoolFactoryAbi } from "@sextant/contracts/ContributionPoolFactory"
import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { publicKeyToG1Words, signatureToG2Words } from "@sextant/crypto/blsWords"
import { bytesTo0x } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import type { Contributor } from "@sextant/wire/l2Event"
import { type ExitLeaf, exitKinds, type Snapshot } from "@sextant/wire/snapshot"
import { encodeFunctionData, type Hex, zeroAddress } from "viem"
import type { Transaction, TransactionOf } from "../l2/execution.ts"
import type { PoolAction } from "../l2/poolModel.ts"
import type { PoolShare, PoolTerms } from "../l2/poolState.ts"
import type { SignedRegistration } from "../nodeKeys.ts"
import type { Call } from "./world.ts"

export type Places = { readonly registry: Address; readonly factory: Address }

/** A call as an EVM transaction. */
export function encodeCall(places: Places, call: Call): { readonly to: Address; readonly data: Hex } {
  switch (call.kind) {
    case "registry":
      return { to: places.registry, data: registryData(call.transaction) }
    case "createPool": {
      const args = [termsArgs(call.terms), reservationArgs(call.reservations), call.salt] as const
      const data = encodeFunctionData({ abi: contributionPoolFactoryAbi, functionName: "createPool", args })
      return { to: places.factory, data }
    }
    case "pool":
      return { to: call.address, data: poolData(call.action) }
  }
}

function registryData(transaction: Transaction): Hex {
  const encode = (functionName: string, args: readonly unknown[]) =>
    encodeFunctionData({ abi: nodeRegistryAbi, functionName, args } as never)
  switch (transaction.kind) {
    case "register": {
      const { registration } = transaction
      const beneficiary = registration.contributors[0]?.beneficiary ?? zeroAddress
      return encode("register", [...keyArgs(registration), registration.feeBps, beneficiary])
    }
    case "registerShared": {
      const { registration } = transaction
      const list = contributorArgs(registration.contributors)
      return encode("registerShared", [...keyArgs(registration), registration.feeBps, list])
    }
    case "requestExit":
    case "exitWithoutSnapshot":
    case "releaseStake":
      return encode(transaction.kind, [BigInt(transaction.registryId)])
    case "requestExitAsContributor":
    case "releaseStakes":
      return encode(transaction.kind, [
        BigInt(transaction.registryId),
        contributorArgs(transaction.contributors),
      ])
    case "submitSnapshot":
      return encode("submitSnapshot", snapshotArgs(transaction))
    case "completeExit":
      return encode("completeExit", exitArgs(transaction))
    case "liquidate":
      return encode("liquidate", [...exitArgs(transaction), contributorArgs(transaction.contributors)])
    case "withdraw":
    case "start":
      return encode(transaction.kind, [])
    case "setRequirement":
      return encode("setStakingRequirement", [transaction.amountAtomic])
    default:
      throw new RangeError(`${transaction.kind} is no call of the registry`)
  }
}

function poolData(action: PoolAction): Hex {
  const encode = (functionName: string, args: readonly unknown[]) =>
    encodeFunctionData({ abi: contributionPoolAbi, functionName, args } as never)
  switch (action.kind) {
    case "contribute":
      return encode("contribute", [
        action.amountAtomic,
        action.beneficiary ?? zeroAddress,
        action.seenTermsHash,
      ])
    case "payCredit":
      return encode("payCredit", [action.contributor])
    case "setBeneficiary":
      return encode("setBeneficiary", [action.beneficiary])
    case "setTerms":
      return encode("setTerms", [termsArgs(action.terms)])
    case "setReservations":
      return encode("setReservations", [reservationArgs(action.reservations)])
    case "setAutoFinalize":
      return encode("setAutoFinalize", [action.autoFinalize])
    case "finalize":
    case "withdraw":
    case "reset":
      return encode(action.kind, [])
  }
}

type Signed = Pick<SignedRegistration, "nodeId" | "blsPublicKey" | "proofOfPossession" | "ed25519Signature">

function keyArgs({ nodeId, blsPublicKey, proofOfPossession, ed25519Signature }: Signed) {
  const [xHi, xLo, yHi, yLo] = publicKeyToG1Words(blsPublicKey)
  const halves = [
    bytesTo0x(ed25519Signature.subarray(0, 32)),
    bytesTo0x(ed25519Signature.subarray(32)),
  ] as const
  const proof = { words: signatureToG2Words(proofOfPossession) }
  return [{ xHi, xLo, yHi, yLo }, proof, `0x${nodeId}` as Hex, halves] as const
}

function termsArgs({ registration, autoFinalize }: PoolTerms) {
  const [blsKey, proof, ed25519Key, ed25519Signature] = keyArgs(registration)
  return { blsKey, proof, ed25519Key, ed25519Signature, feeBps: registration.feeBps, autoFinalize }
}

function reservationArgs(reservations: readonly PoolShare[]) {
  return reservations.map(({ account, amountAtomic }) => ({ contributor: account, amount: amountAtomic }))
}

function contributorArgs(contributors: readonly Contributor[]) {
  return contributors.map(({ staker, beneficiary, amountAtomic }) => ({
    staker,
    beneficiary,
    amount: amountAtomic as bigint,
  }))
}

function exitArgs({ leaf, proof }: { readonly leaf: ExitLeaf; readonly proof: readonly Uint8Array[] }) {
  const { registryId, kind, eligibleAtS, unlockAtS } = leaf
  const args = {
    id: BigInt(registryId),
    kind: exitKinds.indexOf(kind),
    eligibleAtS: BigInt(eligibleAtS),
    unlockAtS: BigInt(unlockAtS),
  }
  return [args, proof.map(bytesTo0x)] as const
}

function snapshotArgs({ submission }: TransactionOf<"submitSnapshot">) {
  const sorted = submission.nonSigners.toSorted((left, right) => left.registryId - right.registryId)
  const keys = sorted.map(({ blsPublicKey }) => {
    const [xHi, xLo, yHi, yLo] = publicKeyToG1Words(blsPublicKey)
    return { xHi, xLo, yHi, yLo }
  })
  const ids = sorted.map(({ registryId }) => BigInt(registryId))
  return [snapshotWords(submission.snapshot), { words: signatureToG2Words(submission.signature) }, ids, keys]
}

function snapshotWords(snapshot: Snapshot) {
  return {
    height: BigInt(snapshot.height),
    l2Number: BigInt(snapshot.l2Number),
    timestampS: BigInt(snapshot.timestampS),
    blockHash: bytesTo0x(snapshot.blockHash),
    stateRoot: bytesTo0x(snapshot.stateRoot),
    rewardsRoot: bytesTo0x(snapshot.rewardsRoot),
    exitsRoot: bytesTo0x(snapshot.exitsRoot),
  }
}

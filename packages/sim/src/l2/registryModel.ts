import { verify } from "@sextant/crypto/bls"
import { verifyMerkleProof } from "@sextant/crypto/merkle"
import type { SnapshotSubmission } from "@sextant/node/ports"
import { bytesEqual, hexToBytes } from "@sextant/shared/bytes"
import { NODES_MIN } from "@sextant/shared/params"
import { type AmountAtomic, amountAtomic } from "@sextant/shared/units"
import type { L2Event, L2Position, RegistryId } from "@sextant/wire/l2Event"
import { proofOfPossessionMessage } from "@sextant/wire/messages"
import { type ExitLeaf, exitKinds, type RewardLeaf, type Snapshot } from "@sextant/wire/snapshot"
import { exitLeafHash, rewardLeafHash } from "@sextant/wire/snapshotCodec"
import type { SignedRegistration } from "../nodeKeys.ts"
import type { ModelRules, RegistryState } from "./registryState.ts"
import { snapshotRefusal } from "./snapshotRefusal.ts"

export type Transaction =
  | { readonly kind: "deploy"; readonly requirementAtomic: AmountAtomic }
  | { readonly kind: "register"; readonly registration: SignedRegistration }
  | { readonly kind: "start" }
  | { readonly kind: "requestExit"; readonly registryId: RegistryId }
  | { readonly kind: "submitSnapshot"; readonly submission: SnapshotSubmission }
  | { readonly kind: "completeExit"; readonly leaf: ExitLeaf; readonly proof: readonly Uint8Array[] }
  | { readonly kind: "releaseRewards"; readonly atomicPerDay: AmountAtomic }
  | { readonly kind: "setRequirement"; readonly amountAtomic: AmountAtomic }
  | { readonly kind: "claim"; readonly leaf: RewardLeaf; readonly proof: readonly Uint8Array[] }

type WithoutPosition<TEvent> = TEvent extends L2Event ? Omit<TEvent, keyof L2Position> : never
export type ModelLog =
  | WithoutPosition<L2Event>
  | { readonly kind: "networkStarted" }
  | { readonly kind: "snapshotAccepted"; readonly snapshot: Snapshot }

export type Execution =
  | { readonly kind: "done"; readonly state: RegistryState; readonly logs: readonly ModelLog[] }
  /** `reason`: the contract's error. */
  | { readonly kind: "reverted"; readonly reason: string }

type Context = { readonly rules: ModelRules; readonly state: RegistryState; readonly nowS: number }

/** What the contracts would do with one transaction in a block of that time. */
export function execute(context: Context, transaction: Transaction): Execution {
  const { rules, state, nowS } = context
  switch (transaction.kind) {
    case "deploy":
    case "setRequirement": {
      const requirement =
        transaction.kind === "deploy" ? transaction.requirementAtomic : transaction.amountAtomic
      const log = { kind: "stakingRequirementSet", amountAtomic: requirement } as const
      return done({ ...state, requirementAtomic: requirement }, log)
    }
    case "register":
      return register(context, transaction.registration)
    case "start":
      if (state.genesisTimeS !== undefined) return reverted("NetworkStartedAlready")
      if (state.nodes.size < NODES_MIN) return reverted("KeysTooFew")
      return done({ ...state, genesisTimeS: nowS }, { kind: "networkStarted" })
    case "requestExit":
      return requestExit(context, transaction.registryId)
    case "submitSnapshot": {
      const reason = snapshotRefusal({ rules, state, nowS }, transaction.submission)
      if (reason !== undefined) return reverted(reason)
      const { snapshot } = transaction.submission
      const snapshots = [snapshot, ...state.snapshots].slice(0, 2)
      return done({ ...state, snapshots }, { kind: "snapshotAccepted", snapshot })
    }
    case "completeExit":
      return completeExit(context, transaction)
    case "releaseRewards":
      return done(state, { kind: "rewardRateSet", atomicPerDay: transaction.atomicPerDay })
    case "claim":
      return claim(context, transaction)
  }
}

function register({ rules, state }: Context, registration: SignedRegistration): Execution {
  const { nodeId, blsPublicKey, operator, feeBps, contributors, payer, ed25519Signature } = registration
  for (const node of state.nodes.values()) {
    if (node.nodeId === nodeId) return reverted("Ed25519KeyTaken")
    if (bytesEqual(node.blsPublicKey, blsPublicKey)) return reverted("BlsKeyTaken")
  }
  const ed25519PublicKey = hexToBytes(nodeId)
  const terms = { blsPublicKey, ed25519PublicKey, operator, feeBps, contributors, payer }
  const message = proofOfPossessionMessage(rules.domain, terms)
  if (!verify(blsPublicKey, message, registration.proofOfPossession)) return reverted("SignatureInvalid")
  const registryId = (state.lastId + 1) as RegistryId
  const nodes = new Map(state.nodes).set(registryId, { ...registration, exitRequestedAtS: undefined })
  return done(
    { ...state, nodes, lastId: registryId },
    {
      kind: "nodeRegistered",
      registryId,
      operator,
      nodeId,
      blsPublicKey,
      ed25519Signature,
      feeBps,
      contributors,
      payer,
    },
  )
}

function requestExit({ state, nowS }: Context, registryId: RegistryId): Execution {
  const node = state.nodes.get(registryId)
  if (node === undefined) return reverted("NodeUnknown")
  if (node.exitRequestedAtS !== undefined) return reverted("ExitRequestedAlready")
  const nodes = new Map(state.nodes).set(registryId, { ...node, exitRequestedAtS: nowS })
  return done({ ...state, nodes }, { kind: "exitRequested", registryId })
}

function completeExit(
  { state, nowS }: Context,
  { leaf, proof }: { readonly leaf: ExitLeaf; readonly proof: readonly Uint8Array[] },
): Execution {
  const node = state.nodes.get(leaf.registryId)
  if (node === undefined) return reverted("NodeUnknown")
  if (!exitKinds.includes(leaf.kind)) return reverted("ExitKindUnknown")
  const isProven = state.snapshots.some((known) =>
    verifyMerkleProof(known.exitsRoot, exitLeafHash(leaf), proof),
  )
  if (!isProven) return reverted("ExitNotProven")
  if (nowS < leaf.eligibleAtS) return reverted("ExitTooEarly")
  const nodes = new Map(state.nodes)
  nodes.delete(leaf.registryId)
  const stakeAtomic = amountAtomic(node.contributors.reduce((sum, part) => sum + part.amountAtomic, 0n))
  const left = new Map(state.left).set(leaf.registryId, { stakeAtomic, unlockAtS: leaf.unlockAtS })
  return done({ ...state, nodes, left }, { kind: "nodeExited", registryId: leaf.registryId })
}

function claim(
  { state }: Context,
  { leaf, proof }: { readonly leaf: RewardLeaf; readonly proof: readonly Uint8Array[] },
): Execution {
  const isProven = state.snapshots.some((known) =>
    verifyMerkleProof(known.rewardsRoot, rewardLeafHash(leaf), proof),
  )
  if (!isProven) return reverted("ClaimNotProven")
  if (leaf.lifetimeAmountAtomic <= (state.claimed.get(leaf.account) ?? 0n)) return reverted("NothingToClaim")
  return done({ ...state, claimed: new Map(state.claimed).set(leaf.account, leaf.lifetimeAmountAtomic) })
}

function done(state: RegistryState, ...logs: readonly ModelLog[]): Execution {
  return { kind: "done", state, logs }
}

function reverted(reason: string): Execution {
  return { kind: "reverted", reason }
}

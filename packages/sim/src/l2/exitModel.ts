import { verifyMerkleProof } from "@sextant/crypto/merkle"
import { bytesEqual } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import type { Contributor, RegistryId } from "@sextant/wire/l2Event"
import { contributorsHash } from "@sextant/wire/messages"
import { type ExitLeaf, exitKinds } from "@sextant/wire/snapshot"
import { exitLeafHash } from "@sextant/wire/snapshotCodec"
import {
  done,
  type Execution,
  type ModelContext,
  type ModelLog,
  reverted,
  type TransactionOf,
  type Transfer,
} from "./execution.ts"
import type { LockedStake, RegisteredNode, RegistryState } from "./registryState.ts"

const STAKE_LOCK_MAX_S = 90 * 86_400
const SMALL_SHARE_DIVISOR = 4n
const PENALTY_BPS = 20n
const BOUNTY_BPS = 3n

export function requestExit(
  { state, nowS }: ModelContext,
  { registryId, sender }: TransactionOf<"requestExit">,
): Execution {
  const node = state.nodes.get(registryId)
  if (node === undefined) return reverted("NodeUnknown")
  if (node.operator !== sender) return reverted("CallerNotOperator")
  return request(state, registryId, nowS)
}

export function requestExitAsContributor(
  { rules, state, nowS }: ModelContext,
  { registryId, sender, contributors }: TransactionOf<"requestExitAsContributor">,
): Execution {
  const node = state.nodes.get(registryId)
  if (node === undefined) return reverted("NodeUnknown")
  if (!isListOf(node, contributors)) return reverted("ContributorsUnexpected")
  const own = contributors.find(({ staker }) => staker === sender)
  if (own === undefined) return reverted("CallerNotContributor")
  const isSmall = own.amountAtomic * SMALL_SHARE_DIVISOR < stakeOf(node.contributors)
  if (isSmall && nowS < node.registeredAtS + rules.smallContributorDelayS)
    return reverted("ExitRequestTooEarly")
  return request(state, registryId, nowS)
}

export function completeExit(
  context: ModelContext,
  { leaf, proof }: TransactionOf<"completeExit">,
): Execution {
  const reason = leafRefusal(context, leaf, proof)
  if (reason !== undefined) return reverted(reason)
  return remove(context, { registryId: leaf.registryId, unlockAtS: leaf.unlockAtS, penaltyAtomic: 0n })
}

/** The bounty is rounded down, the reward pool's part up. */
export function liquidate(
  context: ModelContext,
  { leaf, proof, sender, contributors }: TransactionOf<"liquidate">,
): Execution {
  const { rules, state, nowS } = context
  if (!state.nodes.has(leaf.registryId)) return reverted("NodeUnknown")
  if (leaf.kind === "refused") return reverted("ExitKindNotLiquidatable")
  const reason = leafRefusal(context, leaf, proof)
  if (reason !== undefined) return reverted(reason)
  if (nowS < leaf.eligibleAtS + rules.liquidationDelayS) return reverted("LiquidationTooEarly")
  const node = state.nodes.get(leaf.registryId) as RegisteredNode
  const isRightList = node.isShared ? isListOf(node, contributors) : contributors.length === 0
  if (!isRightList) return reverted("ContributorsUnexpected")
  const operatorAtomic = (node.contributors[0] as Contributor).amountAtomic
  const bountyAtomic = (operatorAtomic * BOUNTY_BPS) / 10_000n
  const poolAtomic = ceilDivide(operatorAtomic * (PENALTY_BPS - BOUNTY_BPS), 10_000n)
  const { registry } = rules.domain
  const left = remove(context, {
    registryId: leaf.registryId,
    unlockAtS: leaf.unlockAtS,
    penaltyAtomic: bountyAtomic + poolAtomic,
  })
  if (left.kind === "reverted") return left
  const transfers: readonly Transfer[] = [
    { from: registry, to: sender, amountAtomic: bountyAtomic },
    { from: registry, to: rules.rewardPool, amountAtomic: poolAtomic },
  ]
  const log: ModelLog = { kind: "nodeLiquidated", registryId: leaf.registryId }
  return { ...left, logs: [...left.logs, log], transfers }
}

export function exitWithoutSnapshot(
  context: ModelContext,
  { registryId }: TransactionOf<"exitWithoutSnapshot">,
): Execution {
  const node = context.state.nodes.get(registryId)
  if (node === undefined) return reverted("NodeUnknown")
  if (node.exitRequestedAtS === undefined) return reverted("ExitNotRequested")
  if (context.nowS < node.exitRequestedAtS + context.rules.exitWithoutSnapshotS)
    return reverted("ExitTooEarly")
  return remove(context, { registryId, unlockAtS: context.nowS, penaltyAtomic: 0n })
}

export function releaseStake(
  { state, nowS }: ModelContext,
  { registryId }: TransactionOf<"releaseStake">,
): Execution {
  const stake = state.locked.get(registryId)
  if (stake === undefined) return reverted("StakeNotLocked")
  if (nowS < stake.unlockAtS) return reverted("StakeStillLocked")
  if (stake.isShared) return reverted("StakeShared")
  return done(release(state, registryId, stake))
}

export function releaseStakes(
  { state, nowS }: ModelContext,
  { registryId, contributors }: TransactionOf<"releaseStakes">,
): Execution {
  const stake = state.locked.get(registryId)
  if (stake === undefined) return reverted("StakeNotLocked")
  if (nowS < stake.unlockAtS) return reverted("StakeStillLocked")
  if (!isListOf(stake, contributors)) return reverted("ContributorsUnexpected")
  return done(release(state, registryId, stake))
}

export function withdraw({ rules, state }: ModelContext, { sender }: TransactionOf<"withdraw">): Execution {
  const amountAtomic = state.credits.get(sender) ?? 0n
  if (amountAtomic === 0n) return reverted("NothingToWithdraw")
  const credits = new Map(state.credits)
  credits.delete(sender)
  const paid = { from: rules.domain.registry, to: sender, amountAtomic }
  return done({ ...state, credits }, { transfers: [paid] })
}

function request(state: RegistryState, registryId: RegistryId, nowS: number): Execution {
  const node = state.nodes.get(registryId) as RegisteredNode
  if (node.exitRequestedAtS !== undefined) return reverted("ExitRequestedAlready")
  const nodes = new Map(state.nodes).set(registryId, { ...node, exitRequestedAtS: nowS })
  return done({ ...state, nodes }, { logs: [{ kind: "exitRequested", registryId }] })
}

function leafRefusal(
  { state, nowS }: ModelContext,
  leaf: ExitLeaf,
  proof: readonly Uint8Array[],
): string | undefined {
  if (!state.nodes.has(leaf.registryId)) return "NodeUnknown"
  if (!exitKinds.includes(leaf.kind)) return "ExitKindUnknown"
  const hash = exitLeafHash(leaf)
  if (!state.snapshots.some((known) => verifyMerkleProof(known.exitsRoot, hash, proof)))
    return "ExitNotProven"
  if (nowS < leaf.eligibleAtS) return "ExitTooEarly"
  return leaf.unlockAtS > nowS + STAKE_LOCK_MAX_S ? "ExitLockTooLong" : undefined
}

type Departure = {
  readonly registryId: RegistryId
  readonly unlockAtS: number
  readonly penaltyAtomic: bigint
}

/** A solo stake whose lock is over is credited at once; a shared one waits until somebody brings the list. */
function remove({ state, nowS }: ModelContext, departure: Departure): Execution {
  const { registryId, penaltyAtomic } = departure
  const { isShared, contributors } = state.nodes.get(registryId) as RegisteredNode
  const nodes = new Map(state.nodes)
  nodes.delete(registryId)
  const unlockAtS = Math.max(departure.unlockAtS, nowS)
  const stake: LockedStake = { isShared, contributors, penaltyAtomic, unlockAtS }
  const gone = { ...state, nodes }
  const isFree = !isShared && unlockAtS <= nowS
  const left = isFree
    ? credited(gone, stake)
    : { ...gone, locked: new Map(state.locked).set(registryId, stake) }
  return done(left, { logs: [{ kind: "nodeExited", registryId }] })
}

function release(state: RegistryState, registryId: RegistryId, stake: LockedStake): RegistryState {
  const locked = new Map(state.locked)
  locked.delete(registryId)
  return credited({ ...state, locked }, stake)
}

function credited(state: RegistryState, { contributors, penaltyAtomic }: LockedStake): RegistryState {
  const credits = new Map<Address, bigint>(state.credits)
  for (const [index, { staker, amountAtomic }] of contributors.entries()) {
    const backAtomic = index === 0 ? amountAtomic - penaltyAtomic : amountAtomic
    credits.set(staker, (credits.get(staker) ?? 0n) + backAtomic)
  }
  return { ...state, credits }
}

function isListOf(
  node: { readonly isShared: boolean; readonly contributors: readonly Contributor[] },
  list: readonly Contributor[],
): boolean {
  return node.isShared && bytesEqual(contributorsHash(node.contributors), contributorsHash(list))
}

function stakeOf(contributors: readonly Contributor[]): bigint {
  return contributors.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n)
}

function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor
}

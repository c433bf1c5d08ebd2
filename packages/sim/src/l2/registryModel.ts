import { verifyMerkleProof } from "@sextant/crypto/merkle"
import { NODES_MIN } from "@sextant/shared/params"
import { rewardLeafHash } from "@sextant/wire/snapshotCodec"
import { done, type Execution, type ModelContext, reverted, type Transaction } from "./execution.ts"
import {
  completeExit,
  exitWithoutSnapshot,
  liquidate,
  releaseStake,
  releaseStakes,
  requestExit,
  requestExitAsContributor,
  withdraw,
} from "./exitModel.ts"
import { registerShared, registerSolo } from "./registrationModel.ts"
import { snapshotRefusal } from "./snapshotRefusal.ts"

/**
 * What the contracts would do with one transaction in a block of that time. The simulated network stands on it;
 * differential tests hold it against the contracts themselves.
 */
export function execute(context: ModelContext, transaction: Transaction): Execution {
  const { state, nowS } = context
  switch (transaction.kind) {
    case "deploy":
      return setRequirement(context, transaction.requirementAtomic)
    case "setRequirement":
      return setRequirement(context, transaction.amountAtomic)
    case "register":
      return registerSolo(context, transaction.registration)
    case "registerShared":
      return registerShared(context, transaction.registration)
    case "start":
      if (state.genesisTimeS !== undefined) return reverted("NetworkStartedAlready")
      if (state.nodes.size < NODES_MIN) return reverted("KeysTooFew")
      return done({ ...state, genesisTimeS: nowS }, { logs: [{ kind: "networkStarted" }] })
    case "submitSnapshot": {
      const reason = snapshotRefusal(context, transaction.submission)
      if (reason !== undefined) return reverted(reason)
      const { snapshot } = transaction.submission
      const snapshots = [snapshot, ...state.snapshots].slice(0, 2)
      return done({ ...state, snapshots }, { logs: [{ kind: "snapshotAccepted", snapshot }] })
    }
    case "requestExit":
      return requestExit(context, transaction)
    case "requestExitAsContributor":
      return requestExitAsContributor(context, transaction)
    case "completeExit":
      return completeExit(context, transaction)
    case "liquidate":
      return liquidate(context, transaction)
    case "exitWithoutSnapshot":
      return exitWithoutSnapshot(context, transaction)
    case "releaseStake":
      return releaseStake(context, transaction)
    case "releaseStakes":
      return releaseStakes(context, transaction)
    case "withdraw":
      return withdraw(context, transaction)
    case "releaseRewards":
      return done(state, { logs: [{ kind: "rewardRateSet", atomicPerDay: transaction.atomicPerDay }] })
    case "claim":
      return claim(context, transaction)
  }
}

function setRequirement({ state }: ModelContext, requirementAtomic: typeof state.requirementAtomic) {
  if (requirementAtomic === 0n) return reverted("ValueZero")
  const log = { kind: "stakingRequirementSet", amountAtomic: requirementAtomic } as const
  return done({ ...state, requirementAtomic }, { logs: [log] })
}

function claim({ state }: ModelContext, { leaf, proof }: Extract<Transaction, { kind: "claim" }>): Execution {
  const isProven = state.snapshots.some((known) =>
    verifyMerkleProof(known.rewardsRoot, rewardLeafHash(leaf), proof),
  )
  if (!isProven) return reverted("ClaimNotProven")
  if (leaf.lifetimeAmountAtomic <= (state.claimed.get(leaf.account) ?? 0n)) return reverted("NothingToClaim")
  return done({ ...state, claimed: new Map(state.claimed).set(leaf.account, leaf.lifetimeAmountAtomic) })
}

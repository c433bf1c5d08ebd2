import { buildMerkleTree, type MerkleTree } from "@sextant/crypto/merkle"
import type { Address } from "@sextant/shared/networks"
import { amountAtomic, MILLI_PER_ATOMIC } from "@sextant/shared/units"
import type { RegistryId } from "@sextant/wire/l2Event"
import type { ExitLeaf, RewardLeaf, Snapshot } from "@sextant/wire/snapshot"
import { exitLeafHash, rewardLeafHash } from "@sextant/wire/snapshotCodec"
import { StateTransitionError } from "./errors.ts"
import { remember } from "./remember.ts"
import { headerOf, headHash, stateRoot } from "./stateRoot.ts"
import type { ChainState } from "./types.ts"

/** A snapshot with everything it commits to. */
export type TakenSnapshot = {
  readonly snapshot: Snapshot
  /** By account, amounts above 0. */
  readonly rewards: readonly RewardLeaf[]
  /** By registry id. */
  readonly exits: readonly ExitLeaf[]
}

const NO_LEAVES = new Uint8Array(32)

/** The snapshot of a block's state. Anyone who has the state gets the same bytes. */
export function takeSnapshot(state: ChainState): TakenSnapshot {
  const header = headerOf(state)
  const rewards = rewardLeavesOf(state)
  const exits = exitLeavesOf(state)
  const snapshot: Snapshot = {
    height: header.height,
    l2Number: header.l2.number,
    timestampS: Math.floor(header.timestampMs / 1000),
    blockHash: headHash(state),
    stateRoot: stateRoot(state),
    rewardsRoot: rewardsTree(rewards)?.root ?? NO_LEAVES,
    exitsRoot: exitsTree(exits)?.root ?? NO_LEAVES,
  }
  return { snapshot, rewards, exits }
}

/** Siblings from the account's leaf up. @throws StateTransitionError `snapshot/no-such-account`. */
export function proveReward(
  taken: TakenSnapshot,
  account: Address,
): { readonly leaf: RewardLeaf; readonly proof: readonly Uint8Array[] } {
  const leaf = taken.rewards.find((candidate) => candidate.account === account)
  const tree = rewardsTree(taken.rewards)
  if (leaf === undefined || tree === undefined) {
    throw new StateTransitionError("snapshot/no-such-account", { meta: { account } })
  }
  return { leaf, proof: tree.proofOf(rewardLeafHash(leaf)) }
}

/** Siblings from the registration's leaf up. @throws StateTransitionError `snapshot/no-such-exit`. */
export function proveExit(
  taken: TakenSnapshot,
  registryId: RegistryId,
): { readonly leaf: ExitLeaf; readonly proof: readonly Uint8Array[] } {
  const leaf = taken.exits.find((candidate) => candidate.registryId === registryId)
  const tree = exitsTree(taken.exits)
  if (leaf === undefined || tree === undefined) {
    throw new StateTransitionError("snapshot/no-such-exit", { meta: { registryId } })
  }
  return { leaf, proof: tree.proofOf(exitLeafHash(leaf)) }
}

/** One tree per list, for as many proofs as are asked for. */
const rewardsTree = remember((leaves: readonly RewardLeaf[]) => treeOf(leaves.map(rewardLeafHash)))
const exitsTree = remember((leaves: readonly ExitLeaf[]) => treeOf(leaves.map(exitLeafHash)))

/** Whole atomic units, rounded down: what is below one stays in the ledger. */
function rewardLeavesOf({ ledger }: ChainState): RewardLeaf[] {
  const leaves: RewardLeaf[] = []
  for (const [index, account] of ledger.accounts.entries()) {
    const lifetimeAmountAtomic = amountAtomic((ledger.amountsMilli[index] as bigint) / MILLI_PER_ATOMIC)
    if (lifetimeAmountAtomic > 0n) leaves.push({ account, lifetimeAmountAtomic })
  }
  return leaves
}

function exitLeavesOf({ exits }: ChainState): ExitLeaf[] {
  return exits.map(({ registryId, kind, eligibleAtS, unlockAtS }) => ({
    registryId,
    kind,
    eligibleAtS,
    unlockAtS,
  }))
}

function treeOf(leafHashes: readonly Uint8Array[]): MerkleTree | undefined {
  return leafHashes.length === 0 ? undefined : buildMerkleTree(leafHashes)
}

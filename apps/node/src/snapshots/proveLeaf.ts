import { buildMerkleTree, type MerkleTree } from "@sextant/crypto/merkle"
import type { Address } from "@sextant/shared/networks"
import type { TakenSnapshot } from "@sextant/state-transition/takeSnapshot"
import type { RegistryId } from "@sextant/wire/l2Event"
import type { ExitLeaf, RewardLeaf } from "@sextant/wire/snapshot"
import { exitLeafHash, rewardLeafHash } from "@sextant/wire/snapshotCodec"

type Trees = { rewards: MerkleTree | undefined; exits: MerkleTree | undefined }
const trees = new WeakMap<TakenSnapshot, Trees>()

export type RewardProof = { readonly leaf: RewardLeaf; readonly proof: readonly Uint8Array[] }
export type ExitProof = { readonly leaf: ExitLeaf; readonly proof: readonly Uint8Array[] }

/** Undefined when the snapshot holds no reward of the account. The tree is built once per snapshot. */
export function proveRewardLeaf(taken: TakenSnapshot, account: Address): RewardProof | undefined {
  const leaf = taken.rewards.find((candidate) => candidate.account === account)
  if (leaf === undefined) return undefined
  const known = treesOf(taken)
  known.rewards ??= buildMerkleTree(taken.rewards.map(rewardLeafHash))
  return { leaf, proof: known.rewards.proofOf(rewardLeafHash(leaf)) }
}

/** Undefined when the snapshot holds no exit of the registration. */
export function proveExitLeaf(taken: TakenSnapshot, registryId: RegistryId): ExitProof | undefined {
  const leaf = taken.exits.find((candidate) => candidate.registryId === registryId)
  if (leaf === undefined) return undefined
  const known = treesOf(taken)
  known.exits ??= buildMerkleTree(taken.exits.map(exitLeafHash))
  return { leaf, proof: known.exits.proofOf(exitLeafHash(leaf)) }
}

function treesOf(taken: TakenSnapshot): Trees {
  const found = trees.get(taken)
  if (found !== undefined) return found
  const fresh: Trees = { rewards: undefined, exits: undefined }
  trees.set(taken, fresh)
  return fresh
}

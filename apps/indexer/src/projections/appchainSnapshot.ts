import { hexToBytes } from "@sextant/shared/bytes"
import type { SnapshotJson } from "@sextant/wire/rpc/nodeApi"
import type { Row, RowChange } from "../store/tables.ts"

/** As much of a node as it takes to tell whether it was among a snapshot's signers. */
export type Member = { readonly nodeId: string; readonly state: string; readonly registeredHeight: number }

/**
 * Names the nodes that did not sign, when that is certain: the nodes that were registered by then and have not left are
 * exactly as many as the snapshot counts.
 *
 * @returns node ids in node-id order; empty when the list of nodes is of another time.
 */
export function missingSigners(snapshot: SnapshotJson, nodes: readonly Member[]): readonly string[] {
  const gone = new Set(["exited", "deregistered", "refused"])
  const members = nodes.filter((node) => node.registeredHeight <= snapshot.height && !gone.has(node.state))
  if (members.length !== snapshot.nodeCount) return []
  const signed = new Set(snapshot.signers)
  const missing = members.map(({ nodeId }) => nodeId).filter((nodeId) => !signed.has(nodeId))
  return missing.length === snapshot.nodeCount - snapshot.signers.length ? missing.sort() : []
}

export type SnapshotContext = {
  /** The nodes as they are known now. */
  readonly members: readonly Member[]
  /** True when no newer snapshot is indexed: it then speaks for the accounts and the exits. */
  readonly newest: boolean
  readonly seenAt: Date
}

function rewardRows(snapshot: SnapshotJson, context: SnapshotContext): RowChange[] {
  const snapshotHeight = BigInt(snapshot.height)
  const at = new Date(snapshot.timestampS * 1000)
  return snapshot.rewards.flatMap(({ account, lifetimeAmountAtomic }): RowChange[] => {
    const row = {
      account: hexToBytes(account),
      snapshot_height: snapshotHeight,
      lifetime_atomic: BigInt(lifetimeAmountAtomic),
      at,
    }
    const point: RowChange = { table: "reward_points", row }
    return context.newest ? [point, { table: "account_rewards", row }] : [point]
  })
}

function exitRows(snapshot: SnapshotJson): RowChange[] {
  return snapshot.exits.map((leaf) => ({
    table: "exit_leaves",
    row: {
      registry_id: BigInt(leaf.registryId),
      kind: leaf.kind,
      eligible_at: new Date(leaf.eligibleAtS * 1000),
      unlock_at: new Date(leaf.unlockAtS * 1000),
      snapshot_height: BigInt(snapshot.height),
    },
  }))
}

/** A snapshot, the rewards it holds and, from the newest, the exits that may be completed. */
export function appchainSnapshot(snapshot: SnapshotJson, context: SnapshotContext): RowChange[] {
  const row: Row<"snapshots"> = {
    height: BigInt(snapshot.height),
    l2_number: BigInt(snapshot.l2Number),
    at: new Date(snapshot.timestampS * 1000),
    block_hash: hexToBytes(snapshot.blockHash),
    state_root: hexToBytes(snapshot.stateRoot),
    rewards_root: hexToBytes(snapshot.rewardsRoot),
    exits_root: hexToBytes(snapshot.exitsRoot),
    message: hexToBytes(snapshot.message),
    signer_bitmap: hexToBytes(snapshot.bitmap),
    node_count: snapshot.nodeCount,
    signer_count: snapshot.signers.length,
    signer_ids: snapshot.signers.map(hexToBytes),
    non_signer_ids: missingSigners(snapshot, context.members).map(hexToBytes),
    aggregate_signature: snapshot.signature === "" ? null : hexToBytes(snapshot.signature),
    submitted_tx: snapshot.submittedTx === undefined ? null : hexToBytes(snapshot.submittedTx),
    account_count: snapshot.rewards.length,
    exit_count: snapshot.exits.length,
    lifetime_atomic: snapshot.rewards.reduce((sum, reward) => sum + BigInt(reward.lifetimeAmountAtomic), 0n),
    updated_at: context.seenAt,
  }
  const exits = context.newest ? exitRows(snapshot) : []
  return [{ table: "snapshots", row }, ...rewardRows(snapshot, context), ...exits]
}

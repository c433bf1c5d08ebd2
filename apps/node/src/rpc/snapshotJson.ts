import { bytesTo0x, bytesToHex } from "@sextant/shared/bytes"
import type { TakenSnapshot } from "@sextant/state-transition/takeSnapshot"
import type { NodeId } from "@sextant/wire/l2Event"
import type { SnapshotJson } from "@sextant/wire/rpc/nodeApi"
import { signersOf } from "@sextant/wire/signers"
import type { ExitLeaf } from "@sextant/wire/snapshot"

/** A snapshot with the signatures gathered so far. */
export type SnapshotView = {
  readonly taken: TakenSnapshot
  /** 32 bytes: what is signed. */
  readonly message: Uint8Array
  /** Everyone who could sign, by node id. */
  readonly nodeIds: readonly NodeId[]
  /** Positions in `nodeIds` of those who did. */
  readonly signed: readonly number[]
  /** The sum of their signatures; undefined when nobody has signed. */
  readonly signature: Uint8Array | undefined
}

export function snapshotJson(view: SnapshotView, submittedTx: `0x${string}` | undefined): SnapshotJson {
  const { snapshot, rewards, exits } = view.taken
  const nodeCount = view.nodeIds.length
  const isQuorum = view.signed.length >= nodeCount - Math.floor(nodeCount / 3)
  return {
    height: snapshot.height,
    l2Number: snapshot.l2Number,
    timestampS: snapshot.timestampS,
    blockHash: bytesToHex(snapshot.blockHash),
    stateRoot: bytesToHex(snapshot.stateRoot),
    rewardsRoot: bytesTo0x(snapshot.rewardsRoot),
    exitsRoot: bytesTo0x(snapshot.exitsRoot),
    message: bytesTo0x(view.message),
    signers: view.signed.flatMap((index) => view.nodeIds[index] ?? []),
    bitmap: bytesToHex(signersOf(nodeCount, view.signed).uint8Array),
    nodeCount,
    signature: isQuorum && view.signature !== undefined ? bytesToHex(view.signature) : "",
    ...(submittedTx !== undefined && { submittedTx }),
    rewards: rewards.map(({ account, lifetimeAmountAtomic }) => ({
      account,
      lifetimeAmountAtomic: String(lifetimeAmountAtomic),
    })),
    exits: exits.map(exitLeafJson),
  }
}

export function exitLeafJson({ registryId, kind, eligibleAtS, unlockAtS }: ExitLeaf) {
  return { registryId, kind, eligibleAtS, unlockAtS }
}

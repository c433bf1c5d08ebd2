import { formatIp } from "./deregistration/ipAddress.ts"
import type { QuerySources } from "./rpc/createQueries.ts"
import { proveExitLeaf, proveRewardLeaf } from "./snapshots/proveLeaf.ts"
import type { ChainRooms } from "./wireChain.ts"

/** The rooms as the HTTP server sees them. */
export function querySources(rooms: ChainRooms): QuerySources {
  const { chain, consensus, sync, snapshots, snapshotStore, obligations } = rooms
  const { store, rules } = chain.deps
  return {
    preset: rules.preset,
    head: chain.head,
    finalBlock: store.block,
    validators: store.validators,
    registration: store.registration,
    contactOf(nodeId) {
      const proof = obligations.contacts.proofOf(nodeId)
      if (proof === undefined) return undefined
      return {
        host: formatIp(proof.publicIp),
        peerPort: proof.peerPort,
        storagePort: proof.storagePort,
      }
    },
    obligations,
    judgesOf: (nodeId, height) =>
      obligations.verdictAt(nodeId, height)?.votes.map(({ judge }) => judge) ?? [],
    consensus: consensus.status,
    isSyncing: sync.isSyncing,
    snapshotHeights: snapshotStore.heights,
    newestSnapshot: snapshotStore.newestHeight,
    snapshot: snapshots.view,
    proveReward: ({ taken }, account) => proveRewardLeaf(taken, account),
    proveExit: ({ taken }, registryId) => proveExitLeaf(taken, registryId),
  }
}

import { hexToBytes } from "@sextant/shared/bytes"
import type { NodeJson } from "@sextant/wire/rpc/nodeApi"
import type { KnownNode } from "../store/knownNodes.ts"
import type { Row, RowChange } from "../store/tables.ts"

/** When an answer about the nodes was true. */
export type Observation = { readonly height: bigint; readonly at: Date }

const heightOrNull = (height: number | undefined): bigint | null =>
  height === undefined ? null : BigInt(height)

/** Of a registration that left, the chain only remembers when it left; when it came was seen earlier. */
function registeredHeight(node: NodeJson, known: KnownNode | undefined): bigint {
  const hasLeft = node.state === "exited" || node.state === "deregistered"
  return BigInt(hasLeft && known !== undefined ? known.registeredHeight : node.registeredHeight)
}

/** One registration as the chain sees it, with its contributors. @param known - As stored by an earlier step. */
export function appchainNode(node: NodeJson, known: KnownNode | undefined, seen: Observation): RowChange[] {
  const registryId = BigInt(node.registryId)
  const row: Row<"nodes"> = {
    registry_id: registryId,
    node_id: hexToBytes(node.nodeId),
    state: node.state,
    operator: hexToBytes(node.operator),
    bls_public_key: hexToBytes(node.blsPublicKey),
    x25519_public_key: hexToBytes(node.x25519PublicKey),
    fee_bps: node.feeBps,
    stake_atomic: BigInt(node.stakeAtomic),
    registered_height: registeredHeight(node, known),
    active_since_height: heightOrNull(node.activeSinceHeight),
    earning_from_height: heightOrNull(node.earningFromHeight),
    exit_requested_height: heightOrNull(node.exitRequestedHeight),
    exit_height: heightOrNull(node.exitHeight),
    refused_reason: node.refusedReason ?? null,
    credit_blocks: node.creditBlocks,
    swarm_id: node.swarmId === undefined ? null : BigInt(node.swarmId),
    host: node.contact?.host ?? null,
    peer_port: node.contact?.peerPort ?? null,
    storage_port: node.contact?.storagePort ?? null,
    is_validator: node.isValidator,
    votes: node.participation.votes,
    proposals: node.participation.proposals,
    snapshots: node.participation.snapshots,
    updated_height: seen.height,
    updated_at: seen.at,
  }
  const contributors = node.contributors.map(
    (contributor, position): RowChange => ({
      table: "contributors",
      row: {
        registry_id: registryId,
        position,
        staker: hexToBytes(contributor.staker),
        beneficiary: hexToBytes(contributor.beneficiary),
        amount_atomic: BigInt(contributor.amountAtomic),
      },
    }),
  )
  return [{ table: "nodes", row }, ...contributors]
}

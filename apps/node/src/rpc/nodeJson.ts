import { ed25519PublicKeyToX25519 } from "@sextant/crypto/ed25519"
import { bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import type { Preset } from "@sextant/shared/params"
import { creditBlocksOf } from "@sextant/state-transition/credits"
import { takenOf } from "@sextant/state-transition/ring"
import {
  type ChainState,
  type ExitRecord,
  type NodeRecord,
  UNASSIGNED_SWARM_ID,
} from "@sextant/state-transition/types"
import type { L2Event, NodeId } from "@sextant/wire/l2Event"
import type { NodeJson } from "@sextant/wire/rpc/nodeApi"
import { contributorJson } from "./blockJson.ts"

export type NodeContact = {
  readonly host: string
  readonly peerPort: number
  readonly storagePort: number
}
export type Registration = Extract<L2Event, { kind: "nodeRegistered" }>

export type NodeJsonDeps = {
  readonly preset: Preset
  readonly state: ChainState
  readonly contactOf: (nodeId: NodeId) => NodeContact | undefined
  readonly registrationOf: (registryId: ExitRecord["registryId"]) => Registration | undefined
}

/** A node of the chain. @param index - Its position in `state.nodes`. */
export function nodeJson(deps: NodeJsonDeps, node: NodeRecord, index: number): NodeJson {
  const { preset, state } = deps
  const { participation, currentValidators } = state
  const contact = deps.contactOf(node.nodeId)
  const isActive = node.status === "active"
  return {
    ...registrationJson(node),
    state: node.exitRequestedHeight !== undefined ? "exiting" : node.status,
    registeredHeight: node.registeredHeight,
    ...(isActive && {
      activeSinceHeight: node.activeSinceHeight,
      earningFromHeight: node.activeSinceHeight + preset.earningDelayBlocks,
    }),
    ...(node.exitRequestedHeight !== undefined && { exitRequestedHeight: node.exitRequestedHeight }),
    ...(node.exitHeight !== undefined && { exitHeight: node.exitHeight }),
    creditBlocks: Math.max(0, creditBlocksOf(preset, node, state.latestHeader.height)),
    ...(node.swarmId !== UNASSIGNED_SWARM_ID && { swarmId: String(node.swarmId) }),
    ...(contact !== undefined && { contact }),
    participation: {
      votes: takenOf(participation.votes[index] as number),
      proposals: takenOf(participation.proposals[index] as number),
      snapshots: takenOf(participation.snapshots[index] as number),
    },
    isValidator: currentValidators.validators.some(({ nodeId }) => nodeId === node.nodeId),
  }
}

/** A registration that left the chain, or never came in, and waits for the contract. Undefined when its terms are not known. */
export function exitJson(deps: NodeJsonDeps, exit: ExitRecord): NodeJson | undefined {
  const registration = deps.registrationOf(exit.registryId)
  if (registration === undefined) return undefined
  return {
    ...registrationJson(registration),
    state: exit.kind === "exit" ? "exited" : exit.kind,
    registeredHeight: exit.leftHeight,
    exitHeight: exit.leftHeight,
    ...(exit.reason !== undefined && { refusedReason: exit.reason }),
    creditBlocks: 0,
    participation: { votes: [], proposals: [], snapshots: [] },
    isValidator: deps.state.currentValidators.validators.some(({ nodeId }) => nodeId === exit.nodeId),
  }
}

function registrationJson(terms: NodeRecord | Registration) {
  const { nodeId, registryId, operator, blsPublicKey, feeBps, contributors } = terms
  const stakeAtomic = contributors.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n)
  return {
    nodeId,
    registryId,
    operator,
    blsPublicKey: bytesToHex(blsPublicKey),
    x25519PublicKey: x25519Hex(nodeId),
    feeBps,
    stakeAtomic: String(stakeAtomic),
    contributors: contributors.map(contributorJson),
  }
}

/** Empty for a refused registration whose key is no curve point. */
function x25519Hex(nodeId: NodeId): string {
  try {
    return bytesToHex(ed25519PublicKeyToX25519(hexToBytes(nodeId)))
  } catch {
    return ""
  }
}

import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
import { EMPTY_RING } from "./ring.ts"
import type { ChainState, NodeRecord, Participation } from "./types.ts"

/** The list of nodes and the participation rings beside it, kept in step. All functions leave their input as it is. */

/** Position of the node, or the complement (~position) of where it would stand. */
export function indexOfNode(nodes: readonly NodeRecord[], nodeId: NodeId): number {
  let low = 0
  let high = nodes.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const candidate = (nodes[middle] as NodeRecord).nodeId
    if (candidate === nodeId) return middle
    if (candidate < nodeId) low = middle + 1
    else high = middle - 1
  }
  return ~low
}

export function findNodeByRegistryId(state: ChainState, registryId: RegistryId): NodeRecord | undefined {
  return state.nodes.find((node) => node.registryId === registryId)
}

/** Adds a node that is not in the list yet, with empty rings. */
export function insertNode(state: ChainState, node: NodeRecord): ChainState {
  const at = ~indexOfNode(state.nodes, node.nodeId)
  return {
    ...state,
    nodes: state.nodes.toSpliced(at, 0, node),
    participation: mapRings(state.participation, (rings) => ringsWith(rings, at)),
  }
}

/** Replaces the record of a node in the list. */
export function replaceNode(state: ChainState, node: NodeRecord): ChainState {
  return { ...state, nodes: state.nodes.with(indexOfNode(state.nodes, node.nodeId), node) }
}

/** Forgets what a node in the list took part in. */
export function clearRings(state: ChainState, nodeId: NodeId): ChainState {
  const at = indexOfNode(state.nodes, nodeId)
  return {
    ...state,
    participation: mapRings(state.participation, (rings) => rings.with(at, EMPTY_RING)),
  }
}

/** Removes a node that is in the list. */
export function removeNode(state: ChainState, nodeId: NodeId): ChainState {
  const at = indexOfNode(state.nodes, nodeId)
  return {
    ...state,
    nodes: state.nodes.toSpliced(at, 1),
    participation: mapRings(state.participation, (rings) => {
      const shorter = new Uint16Array(rings.length - 1)
      shorter.set(rings.subarray(0, at))
      shorter.set(rings.subarray(at + 1), at)
      return shorter
    }),
  }
}

export function removeNodes(
  state: ChainState,
  isRemoved: (node: NodeRecord, index: number) => boolean,
): ChainState {
  const kept: number[] = []
  for (const [index, node] of state.nodes.entries()) if (!isRemoved(node, index)) kept.push(index)
  if (kept.length === state.nodes.length) return state
  return {
    ...state,
    nodes: kept.map((index) => state.nodes[index] as NodeRecord),
    participation: mapRings(state.participation, (rings) =>
      Uint16Array.from(kept, (index) => rings[index] as number),
    ),
  }
}

export function emptyParticipation(nodeCount: number): Participation {
  const rings = () => new Uint16Array(nodeCount).fill(EMPTY_RING)
  return { votes: rings(), proposals: rings(), snapshots: rings() }
}

function mapRings(participation: Participation, change: (rings: Uint16Array) => Uint16Array): Participation {
  return {
    votes: change(participation.votes),
    proposals: change(participation.proposals),
    snapshots: change(participation.snapshots),
  }
}

function ringsWith(rings: Uint16Array, at: number): Uint16Array {
  const longer = new Uint16Array(rings.length + 1)
  longer.set(rings.subarray(0, at))
  longer[at] = EMPTY_RING
  longer.set(rings.subarray(at), at + 1)
  return longer
}

import type { BitArray } from "@chainsafe/ssz"
import { leaderOrderOf } from "./epoch.ts"
import { columnsOf } from "./nodeColumns.ts"
import { recordChance } from "./ring.ts"
import type { ChainState, NodeRecord, Validator, ValidatorSet } from "./types.ts"

/**
 * Records who signed the parent's certificate. Nodes that are decommissioned or gone are left out.
 *
 * @param validators - Of the parent's epoch; as many as `signers` has bits.
 */
export function recordVotes(state: ChainState, validators: ValidatorSet, signers: BitArray): ChainState {
  const places = placesOf(validators, state.nodes)
  const { activeSince } = columnsOf(state.nodes)
  const votes = state.participation.votes.slice()
  const bits = signers.uint8Array
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as number
    if (place < 0 || activeSince[place] === Number.POSITIVE_INFINITY) continue
    const isSigner = (((bits[index >> 3] as number) >> (index & 7)) & 1) === 1
    votes[place] = recordChance(votes[place] as number, !isSigner)
  }
  return { ...state, participation: { ...state.participation, votes } }
}

/**
 * Records a missed proposal for the leader of every view in [firstView, view), and a made one for the leader of `view`.
 *
 * Leaders take turns, so while fewer than a third of them are at fault a run of given-up views is no longer than that. A
 * longer one means that the network stood still: nobody is charged for it.
 */
export function recordProposals(
  state: ChainState,
  validators: ValidatorSet,
  views: { readonly firstView: number; readonly view: number },
): ChainState {
  const places = placesOf(validators, state.nodes)
  const order = leaderOrderOf(validators)
  const proposals = state.participation.proposals.slice()
  const atFaultMax = Math.floor((order.length - 1) / 3)
  const from = views.view - views.firstView > atFaultMax ? views.view : views.firstView
  for (let view = from; view <= views.view; view++) {
    const place = places[order[view % order.length] as number] as number
    if (place >= 0 && isActive(state, place)) {
      proposals[place] = recordChance(proposals[place] as number, view !== views.view)
    }
  }
  return { ...state, participation: { ...state.participation, proposals } }
}

const knownPlaces = new WeakMap<ValidatorSet, { nodes: readonly NodeRecord[]; places: Int32Array }>()

/** Position in `nodes` of each validator, -1 for one that is gone. Both lists are sorted by node id. */
function placesOf(set: ValidatorSet, nodes: readonly NodeRecord[]): Int32Array {
  const known = knownPlaces.get(set)
  if (known?.nodes === nodes) return known.places
  const places = new Int32Array(set.validators.length).fill(-1)
  let at = 0
  for (let index = 0; index < places.length; index++) {
    const { nodeId } = set.validators[index] as Validator
    // Nearly always the two lists go side by side, and equal names are quicker to tell than smaller ones.
    while (at < nodes.length && nodes[at]?.nodeId !== nodeId && (nodes[at] as NodeRecord).nodeId < nodeId)
      at++
    if (nodes[at]?.nodeId === nodeId) places[index] = at++
  }
  knownPlaces.set(set, { nodes, places })
  return places
}

function isActive(state: ChainState, place: number): boolean {
  return columnsOf(state.nodes).activeSince[place] !== Number.POSITIVE_INFINITY
}

import { insertNode, removeNode } from "@sextant/state-transition/nodeList"
import { assignSwarms } from "@sextant/state-transition/swarms/assignSwarms"
import { type ChainState, type NodeRecord, UNASSIGNED_SWARM_ID } from "@sextant/state-transition/types"
import { createLargeNetwork } from "./largeNetwork.ts"
import type { Measurement } from "./report.ts"
import { median, timeMs } from "./statistics.ts"

const NODES = 2_000
const ROUNDS = 200
const WARM_UP_ROUNDS = 50

/** Swarms of 2,000 nodes after one has left and another has come, over and over. */
export function swarmRow(): Measurement {
  let { state } = createLargeNetwork(NODES, 1)
  const samples: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const changed = exchangeOne(state, round)
    const ms = timeMs(() => {
      state = assignSwarms(changed)
    })
    if (round >= WARM_UP_ROUNDS) samples.push(ms)
  }
  return { row: "swarms of 2000 nodes recomputed", value: median(samples), unit: "ms", goal: "<= 5" }
}

/** One node leaves and comes back as if it were new. */
function exchangeOne(state: ChainState, round: number): ChainState {
  const node = state.nodes[(round * 7) % state.nodes.length] as NodeRecord
  const without = removeNode(state, node.nodeId)
  return insertNode(without, { ...node, swarmId: UNASSIGNED_SWARM_ID })
}

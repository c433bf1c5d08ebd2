import { unixMs } from "@sextant/shared/units"
import { genesisState } from "@sextant/state-transition/genesis"
import type { ChainState, Rules } from "@sextant/state-transition/types"
import { branch, type L2Block } from "./l2/l2Chain.ts"

/** The L2 block that started the network, on the branch of `tip`. */
export function startBlock(tip: L2Block): L2Block | undefined {
  return branch(tip, -1).find((block) => block.startsNetwork)
}

/** The state at height 0, derived from the scripted L2 by an observer. */
export function genesisOf(rules: Rules, tip: L2Block): ChainState {
  const start = startBlock(tip)
  if (start?.state.genesisTimeS === undefined) throw new RangeError("the network has not started")
  const events = branch(start, -1)
    .reverse()
    .flatMap((block) => block.events)
  const input = {
    timestampMs: unixMs(start.state.genesisTimeS * 1000),
    l2: { number: start.number, hash: start.hash },
    events,
  }
  return genesisState(rules, input).state
}

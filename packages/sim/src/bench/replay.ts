import type { ApplyRules } from "@sextant/state-transition/applyBlock"
import { applyBlock } from "@sextant/state-transition/applyBlock"
import { decodeState, encodeState } from "@sextant/state-transition/stateCodec"
import { decodeBlock } from "@sextant/wire/blockCodec"
import { draftChain } from "./draftChain.ts"
import { createLargeNetwork } from "./largeNetwork.ts"
import type { Measurement } from "./report.ts"
import { alternate, median, timeMs } from "./statistics.ts"

const NODES = 2_000
const BLOCKS = 400
/** Every so many blocks a node registers. */
const REGISTRATION_EVERY = 50
const ROUNDS = 7

/**
 * A chain of encoded blocks is decoded and applied one after another: header and certificate rules, rewards, participation,
 * quorums, swarms, an epoch's start, snapshot duties and the state root of each. Nothing is read from or written to disk. The
 * aggregate signatures of certificates are not checked, as `applyBlock` never does.
 */
export function replayRows(): readonly Measurement[] {
  const network = createLargeNetwork(NODES, 5)
  const news = Array.from({ length: BLOCKS }, (_, at) =>
    at % REGISTRATION_EVERY === 1 ? ("registration" as const) : ("nothing" as const),
  )
  const blocks = draftChain(network, news)
  const encoded = encodeState(network.state)
  const perSecond = (rules: ApplyRules): number => {
    let state = decodeState(encoded)
    const ms = timeMs(() => {
      for (const bytes of blocks) state = applyBlock(rules, state, decodeBlock(bytes)).state
    })
    return (BLOCKS * 1000) / ms
  }
  const trusting: number[] = []
  const checking: number[] = []
  alternate(ROUNDS, [
    () => void trusting.push(perSecond({ ...network.rules, randaoVerified: true })),
    () => void checking.push(perSecond(network.rules)),
  ])
  const what = "replay from memory at 2000 nodes, decoded and applied with roots"
  return [
    { row: `${what}, no signatures`, value: median(trusting), unit: "blocks/s", goal: ">= 2000" },
    { row: `${what}, reveals checked`, value: median(checking), unit: "blocks/s" },
  ]
}

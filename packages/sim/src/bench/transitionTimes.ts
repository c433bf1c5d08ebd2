import { bytesEqual } from "@sextant/shared/bytes"
import { amountAtomic } from "@sextant/shared/units"
import { applyBlock } from "@sextant/state-transition/applyBlock"
import { decodeState, encodeState, stateToSsz } from "@sextant/state-transition/stateCodec"
import { stateRoot } from "@sextant/state-transition/stateRoot"
import { stateType } from "@sextant/state-transition/stateType"
import type { ChainState, Rules } from "@sextant/state-transition/types"
import { decodeBlock } from "@sextant/wire/blockCodec"
import { type BlockNews, draftChain } from "./draftChain.ts"
import { createLargeNetwork } from "./largeNetwork.ts"
import { alternate, timeMs } from "./statistics.ts"

export type BlockKind =
  | "ordinary"
  | "registration"
  | "leaving"
  | "exit request"
  | "epoch start"
  | "snapshot duty"
  | "empty"
  | "ordinary, reveal checked"

/** Milliseconds of every sample, by kind, and of the anchor. */
export type TransitionTimes = {
  readonly samples: ReadonlyMap<BlockKind, readonly number[]>
  readonly anchorMs: readonly number[]
  readonly state: Uint8Array
  readonly blocks: readonly Uint8Array[]
  readonly rules: Rules
}

/** What the chain's blocks are, first to last. The first warms up what a running node has warm. */
const story: readonly (BlockKind | "warm")[] = [
  "warm",
  "ordinary",
  "ordinary",
  "registration",
  "ordinary",
  "leaving",
  "ordinary",
  "exit request",
  "ordinary",
  "ordinary",
  "epoch start",
  "snapshot duty",
  "ordinary",
]
const EMPTY_BLOCKS = 4

/** Applies the same chain over and over, with a root of the whole state from scratch by plain SSZ after every round. */
export function timeTransitions(nodeCount: number, rounds: number): TransitionTimes {
  const network = createLargeNetwork(nodeCount, story.indexOf("leaving"))
  const { rules } = network
  const blocks = draftChain(network, story.map(newsOf))
  const unpaid = withoutRewards(network.state)
  const emptyBlocks = draftChain({ ...network, state: unpaid }, Array(EMPTY_BLOCKS).fill("nothing"))
  const state = encodeState(network.state)
  const start = decodeState(state)
  const emptyStart = withoutRewards(start)
  const wholeState = stateToSsz(start)
  if (!bytesEqual(stateType.hashTreeRoot(wholeState), stateRoot(start)))
    throw new Error("plain SSZ and the cached root differ: the anchor would do other work")
  const samples = new Map<BlockKind, number[]>()
  const anchorMs: number[] = []
  const take = (kind: BlockKind | "warm", ms: number) => {
    if (kind !== "warm") samples.set(kind, [...(samples.get(kind) ?? []), ms])
  }
  alternate(rounds, [
    () => applyAll(rules, start, { blocks, each: (at, ms) => take(story[at] ?? "warm", ms) }),
    () =>
      applyAll(rules, emptyStart, { blocks: emptyBlocks, each: (at, ms) => take(at ? "empty" : "warm", ms) }),
    () => {
      const few = blocks.slice(0, story.indexOf("registration"))
      const each = (at: number, ms: number) => take(at ? "ordinary, reveal checked" : "warm", ms)
      applyAll(rules, start, { blocks: few, each, revealChecked: true })
    },
    () => void anchorMs.push(timeMs(() => stateType.hashTreeRoot(wholeState))),
  ])
  return { samples, anchorMs, state, blocks, rules }
}

function applyAll(
  rules: Rules,
  start: ChainState,
  run: {
    readonly blocks: readonly Uint8Array[]
    readonly each: (at: number, ms: number) => void
    readonly revealChecked?: boolean
  },
): void {
  const applied = { ...rules, randaoVerified: run.revealChecked !== true }
  let state = start
  for (const [at, block] of run.blocks.map(decodeBlock).entries()) {
    const ms = timeMs(() => {
      state = applyBlock(applied, state, block).state
    })
    run.each(at, ms)
  }
}

function newsOf(kind: BlockKind | "warm"): BlockNews {
  if (kind === "registration") return "registration"
  return kind === "exit request" ? "exitRequest" : "nothing"
}

function withoutRewards(state: ChainState): ChainState {
  return { ...state, rewards: { ...state.rewards, atomicPerDay: amountAtomic(0n) } }
}

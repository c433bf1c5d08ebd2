import type { Preset } from "@sextant/shared/params"
import type { ChainState } from "@sextant/state-transition/types"
import type { Block } from "@sextant/wire/block"
import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
import type { VoteStatement } from "@sextant/wire/vote"
import type { Misdeed } from "./byzantine/misdeed.ts"
import type { L2Chain } from "./l2/l2Chain.ts"
import type { EffectKind } from "./life.ts"
import type { LinkBehaviour } from "./networkFaults.ts"
import type { L2Fault } from "./scriptedL2.ts"
import type { SeededRandom } from "./seededRandom.ts"

/** A block that some node holds for final, with the state that the rules give after it. */
export type FinalRecord = {
  readonly height: number
  /** Hex. */
  readonly hash: string
  /** Undefined for genesis. */
  readonly block: Block | undefined
  readonly state: ChainState
}

/** A network of nodes that run the production code on simulated ports. Nodes are named by their position. */
export type SimNetwork = {
  readonly preset: Preset
  /** For the scenario's own choices. */
  readonly random: SeededRandom
  readonly l2: L2Chain
  readonly nowMs: () => number

  // Time
  readonly advanceMs: (ms: number) => Promise<void>
  /** False when `ms` have passed first. */
  readonly advanceUntil: (done: () => boolean, ms: number) => Promise<boolean>
  /** @throws SimError sim/violation when not every running node has this height final in time. */
  readonly reachHeight: (height: number) => Promise<void>
  /** @throws SimError sim/violation unless every running node gets a new final block within 10 intervals. */
  readonly expectProgress: () => Promise<void>
  /** @throws SimError sim/violation with the sentence unless `holds`. */
  readonly expect: (holds: boolean, sentence: string) => void

  // Wires
  readonly partition: (groups: readonly (readonly number[])[]) => void
  readonly heal: () => void
  readonly slowLink: (left: number, right: number, factor: number) => void
  readonly setLinks: (behaviour: LinkBehaviour) => void

  // Processes
  readonly nodeCount: () => number
  readonly isRunning: (at: number) => boolean
  /** `kill -9` now. */
  readonly crash: (at: number) => void
  /** `kill -9` in place of the effect after `count` more of these kinds. */
  readonly crashAtEffect: (at: number, count: number, kinds: readonly EffectKind[]) => void
  /** Takes `crashAtEffect` back. */
  readonly spare: (at: number) => void
  /** Ends the node in order. */
  readonly stop: (at: number) => Promise<void>
  /** Starts a stopped or killed node on the disk it left. */
  readonly restart: (at: number) => Promise<void>

  /** From now on, for ever, it does this: no invariant speaks for it any more. */
  readonly corrupt: (at: number, misdeed: Misdeed) => void

  // L2
  /** Registers a new node and starts it. @returns Its position. */
  readonly registerNode: () => Promise<number>
  readonly requestExit: (at: number) => void
  /** With the leaf of the newest snapshot the contract took. False when it has none for this node. */
  readonly completeExit: (at: number) => boolean
  readonly reorgL2: (depth: number) => void
  readonly stallL2: (stalled: boolean) => void
  readonly setL2Fault: (at: number, fault: L2Fault) => void

  // What came of it
  readonly nodeId: (at: number) => NodeId
  readonly registryId: (at: number) => RegistryId | undefined
  /** The newest height this node holds for final; of a stopped node, the last one seen. */
  readonly finalHeight: (at: number) => number
  readonly finalHeightMax: () => number
  /** Every final block, agreed on by all, by height. */
  readonly records: () => readonly FinalRecord[]
  /** Newest final state of every running node. */
  readonly states: () => readonly ChainState[]
  /** Hashes by height, as this node's disk has them. */
  readonly finalBlocks: (at: number) => ReadonlyMap<number, string>
  /** As this node's disk has it. */
  readonly voteLog: (at: number) => readonly VoteStatement[]
  /** Votes of this node that others have seen. */
  readonly sentVotes: (at: number) => readonly VoteStatement[]
}

export type ScenarioSettings = {
  readonly nodeCount: number
  /** The seed draws one from `nodeCount` to this, unless one is asked for. */
  readonly nodeCountMax?: number
  /** The story holds for this number of nodes alone. */
  readonly fixedNodeCount?: boolean
  readonly links?: LinkBehaviour
  /** Clock differences between nodes are at most this. */
  readonly skewMsMax?: number
  /** By position, for at most a third of the nodes; the others are as `skewMsMax` says. */
  readonly skewsMs?: readonly number[]
  /** Disks say that writes are durable before they are. For tests of the simulation itself. */
  readonly lyingDisks?: boolean
}

export type Scenario = {
  readonly name: string
  /** A sentence: what holds. */
  readonly title: string
  readonly settings: ScenarioSettings
  readonly run: (net: SimNetwork) => Promise<void>
}

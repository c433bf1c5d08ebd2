import type { Input } from "../inputs.ts"
import type { CoreRules } from "../types.ts"
import type { SeededRandom } from "./seededRandom.ts"
import type { EpochRules, SimNode } from "./simNode.ts"

/** Changed at will while the network runs. */
export type SimFaults = {
  lossProbability: number
  /** At every step of performing an effect. */
  crashProbability: number
  /** That a validation cannot tell yet. */
  unclearProbability: number
  latencyMsMax: number
  /** Nodes talk only inside their group. */
  groups: readonly (readonly number[])[] | undefined
}

export type SimMessage = Input extends infer TInput
  ? TInput extends Input
    ? Omit<TInput, "nowMs">
    : never
  : never

export type FinalRecord = { readonly atMs: number; readonly timestampMs: number; readonly view: number }

/** All nodes, the one clock they share and what has gone wrong. */
export type SimWorld = {
  nowMs: number
  readonly random: SeededRandom
  readonly rules: CoreRules
  readonly epochRules: EpochRules
  readonly nodes: readonly SimNode[]
  readonly faults: SimFaults
  /** Runs later, in order of time. */
  readonly at: (delayMs: number, run: () => void) => void
  /** Hands an input to a node that is up, and performs what comes out. */
  readonly feed: (node: SimNode, message: SimMessage) => void
  readonly start: (node: SimNode) => void
  readonly crash: (node: SimNode) => void
  readonly violations: string[]
  readonly sent: { votes: number }
  /** Byzantine nodes that were convicted. */
  readonly accused: Set<number>
  readonly finalHashes: Map<number, string>
  /** When each height first became final anywhere. */
  readonly finalAtMs: Map<number, FinalRecord>
}

export function canTalk({ faults }: SimWorld, left: SimNode, right: SimNode): boolean {
  const { groups } = faults
  return groups === undefined || groups.some((group) => group.includes(left.id) && group.includes(right.id))
}

export function latencyMs({ random, faults }: SimWorld): number {
  return 1 + random.next() * faults.latencyMsMax
}

export function send(
  world: SimWorld,
  input: { readonly from: SimNode; readonly to: SimNode; readonly message: SimMessage },
): void {
  const { from, to, message } = input
  if (message.kind === "voteReceived") world.sent.votes++
  if (from === to || !canTalk(world, from, to) || world.random.chance(world.faults.lossProbability)) return
  world.at(latencyMs(world), () => world.feed(to, message))
}

export function sendToAll(world: SimWorld, from: SimNode, message: SimMessage): void {
  for (const to of world.nodes) send(world, { from, to, message })
}

/** Runs later, unless the node has crashed by then. */
export function atInLife(
  world: SimWorld,
  node: SimNode,
  later: { readonly delayMs: number; readonly run: () => void },
): void {
  const { life } = node
  world.at(later.delayMs, () => {
    if (node.life === life) later.run()
  })
}

/** Crashes the node with the probability of now; it comes back after a while. */
export function mayCrash(world: SimWorld, node: SimNode): boolean {
  if (!world.random.chance(world.faults.crashProbability)) return false
  world.crash(node)
  world.at(200 + world.random.below(4_000), () => world.start(node))
  return true
}

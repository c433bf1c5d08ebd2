import type { NodeId } from "@sextant/wire/l2Event"
import type { SeededRandom } from "./seededRandom.ts"

/** How every link behaves. Chances are per message. */
export type LinkBehaviour = {
  readonly latencyMs: readonly [from: number, to: number]
  readonly lossChance: number
  /** Beyond what a stream does: the receiver gets the same bytes twice. */
  readonly duplicateChance: number
  /** Beyond what a stream does: a message may overtake others by up to `reorderMsMax`. */
  readonly reorderChance: number
  readonly reorderMsMax: number
}

export const calmLinks: LinkBehaviour = {
  latencyMs: [1, 20],
  lossChance: 0,
  duplicateChance: 0,
  reorderChance: 0,
  reorderMsMax: 0,
}

export type NetworkFaults = {
  readonly behaviour: () => LinkBehaviour
  readonly setBehaviour: (behaviour: LinkBehaviour) => void
  /** Nodes in different groups cannot reach each other. Who is in no group is alone. */
  readonly partition: (groups: readonly (readonly NodeId[])[]) => void
  /** Lifts the partition and every slow link. */
  readonly heal: () => void
  /** Multiplies the latency between two nodes, in both directions. */
  readonly slow: (left: NodeId, right: NodeId, factor: number) => void
  /** By how much `slow` has multiplied the latency between the two. */
  readonly slowness: (left: NodeId, right: NodeId) => number
  readonly isBlocked: (from: NodeId, to: NodeId) => boolean
  readonly latencyMs: (from: NodeId, to: NodeId) => number
  readonly onPartition: (run: () => void) => void
}

/** What stands between the nodes: latency drawn from the seed, partitions, slow links. */
export function createNetworkFaults(random: SeededRandom, initial: LinkBehaviour): NetworkFaults {
  const slowLinks = new Map<string, number>()
  const watchers: (() => void)[] = []
  let behaviour = initial
  let groupOf: ReadonlyMap<NodeId, number> | undefined
  return {
    behaviour: () => behaviour,
    setBehaviour(next) {
      behaviour = next
    },
    partition(groups) {
      groupOf = new Map(groups.flatMap((group, at) => group.map((nodeId): [NodeId, number] => [nodeId, at])))
      for (const watcher of watchers) watcher()
    },
    heal() {
      groupOf = undefined
      slowLinks.clear()
    },
    slow: (left, right, factor) => void slowLinks.set(linkName(left, right), factor),
    slowness: (left, right) => slowLinks.get(linkName(left, right)) ?? 1,
    isBlocked: (from, to) => {
      if (groupOf === undefined || from === to) return false
      const group = groupOf.get(from)
      return group === undefined || group !== groupOf.get(to)
    },
    latencyMs: (from, to) =>
      random.between(...behaviour.latencyMs) * (slowLinks.get(linkName(from, to)) ?? 1),
    onPartition: (run) => void watchers.push(run),
  }
}

function linkName(left: NodeId, right: NodeId): string {
  return left < right ? `${left}-${right}` : `${right}-${left}`
}

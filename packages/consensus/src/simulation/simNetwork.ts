import { applyInput } from "../applyInput.ts"
import { createCore } from "../createCore.ts"
import type { Input } from "../inputs.ts"
import type { CoreRules } from "../types.ts"
import { fakeScheme } from "./fakeScheme.ts"
import { performEffect } from "./performEffect.ts"
import { createSeededRandom } from "./seededRandom.ts"
import { simGenesis } from "./simBlocks.ts"
import { enterEpoch } from "./simChain.ts"
import { createSimNode, type Script } from "./simNode.ts"
import { mayCrash, type SimFaults, type SimMessage, type SimWorld } from "./simWorld.ts"

export type SimSettings = {
  readonly seed: number
  readonly scripts: readonly Script[]
  readonly rotate?: boolean
  /** `EpochRules.churnSeed`. */
  readonly churnSeed?: number
  readonly epochLengthBlocks?: number
  readonly faults?: Partial<SimFaults>
}

export type SimNetwork = SimWorld & {
  readonly run: (durationMs: number) => void
  /** Votes handed to the network so far. */
  readonly votesSent: () => number
}

type Event = { readonly atMs: number; readonly order: number; readonly run: () => void }

/** Many cores, one clock, one seed: messages are delayed, lost and reordered, nodes crash between any two effects. */
export function createSimNetwork(settings: SimSettings): SimNetwork {
  const rules: CoreRules = {
    scheme: fakeScheme,
    blockIntervalMs: 2_000,
    delayMs: 500,
    epochLengthBlocks: settings.epochLengthBlocks ?? 5,
  }
  const nodes = settings.scripts.map((script, id) => createSimNode(id, script))
  const events: Event[] = []
  let order = 0
  const network: SimNetwork = {
    nowMs: simGenesis.timestampMs,
    random: createSeededRandom(settings.seed),
    rules,
    nodes,
    epochRules: {
      epochLengthBlocks: rules.epochLengthBlocks,
      nodes,
      rotate: settings.rotate ?? false,
      churnSeed: settings.churnSeed,
    },
    faults: {
      lossProbability: 0,
      crashProbability: 0,
      unclearProbability: 0,
      latencyMsMax: 20,
      groups: undefined,
      ...settings.faults,
    },
    violations: [],
    sent: { votes: 0 },
    accused: new Set(),
    finalHashes: new Map(),
    finalAtMs: new Map(),
    at: (delayMs, run) => insert(events, { atMs: network.nowMs + delayMs, order: order++, run }),
    feed(node, message) {
      if (node.core === undefined) return
      feed(network, { node, message })
    },
    run(durationMs) {
      const untilMs = network.nowMs + durationMs
      for (let next = events.at(-1); next !== undefined && next.atMs <= untilMs; next = events.at(-1)) {
        events.pop()
        network.nowMs = Math.max(network.nowMs, next.atMs)
        next.run()
      }
      network.nowMs = untilMs
    },
    votesSent: () => network.sent.votes,
    start(node) {
      if (node.core !== undefined) return
      node.core = createCore(rules)
      enterEpoch(network, node)
    },
    crash(node) {
      node.core = undefined
      node.life++
      node.timers.clear()
    },
  }
  for (const node of nodes) network.at(network.random.next() * 50, () => network.start(node))
  return network
}

function feed(
  world: SimWorld,
  input: { readonly node: (typeof world.nodes)[number]; readonly message: SimMessage },
): void {
  const { node, message } = input
  if (node.core === undefined) return
  const { core, effects } = applyInput(node.core, { ...message, nowMs: world.nowMs } as Input)
  node.core = core
  const { life } = node
  for (const effect of effects) {
    if (mayCrash(world, node) || node.life !== life) return
    performEffect(world, node, effect)
  }
}

/** Keeps the next event at the end of the list. */
function insert(events: Event[], event: Event): void {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = events[middle] as Event
    const isLater = other.atMs > event.atMs || (other.atMs === event.atMs && other.order > event.order)
    if (isLater) low = middle + 1
    else high = middle
  }
  events.splice(low, 0, event)
}

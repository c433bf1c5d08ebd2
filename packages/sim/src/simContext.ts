import { loadPreset, type Preset } from "@sextant/shared/params"
import { type ContractDomain, networkIdOf } from "@sextant/wire/messages"
import { type ConductBook, createConductBook } from "./conductBook.ts"
import { SimError } from "./errors.ts"
import { startBlock } from "./genesisOf.ts"
import { createL2Chain } from "./l2/l2Chain.ts"
import { modelRules } from "./l2/modelRules.ts"
import { createMemoryHub, type MemoryHub } from "./memoryHub.ts"
import { calmLinks, createNetworkFaults } from "./networkFaults.ts"
import { createObserver, type Observer } from "./observer.ts"
import type { ScenarioSettings } from "./scenario.ts"
import type { ScriptedL2Settings } from "./scriptedL2.ts"
import { createSeededRandom, type SeededRandom } from "./seededRandom.ts"
import type { SimNode, SimWorld } from "./simNode.ts"
import { createTrace, type Trace } from "./trace.ts"
import { createVirtualClock } from "./virtualClock.ts"

/** What all parts of one simulation share. */
export type SimContext = {
  readonly preset: Preset
  readonly domain: ContractDomain
  readonly settings: ScenarioSettings
  readonly random: SeededRandom
  readonly world: SimWorld
  readonly nodes: SimNode[]
  readonly conduct: ConductBook
  readonly observer: Observer
  readonly trace: Trace
  readonly l2Settings: ScriptedL2Settings
}

export type SimSettings = ScenarioSettings & { readonly seed: string }

/** 1 January 2030. */
const START_MS = 1_893_456_000_000
const domain = { chainId: 31_337, registry: "0x00000000000000000000000000000000005e87a7" } as const
const rewardPool = "0x0000000000000000000000000000000000009001"
const L2_BLOCK_INTERVAL_MS = 1_000
const L2_POLL_INTERVAL_MS = 500
const L2_FINALIZED_DEPTH = 8

export function createSimContext(settings: SimSettings): SimContext {
  const preset = loadPreset("devnet")
  const random = createSeededRandom(settings.seed)
  const clock = createVirtualClock(START_MS)
  const trace = createTrace()
  const chain = createL2Chain(
    { clock, random: random.fork("l2"), rules: modelRules(preset, { domain, rewardPool }) },
    { blockIntervalMs: L2_BLOCK_INTERVAL_MS },
  )
  const wires = random.fork("wires")
  const faults = createNetworkFaults(wires, settings.links ?? calmLinks)
  const hub: MemoryHub = createMemoryHub({
    clock,
    random: wires,
    trace,
    faults,
    onSent: (parcel) => observer.onSent(parcel),
  })
  const nodes: SimNode[] = []
  const conduct = createConductBook({ nodes, hub, nowMs: clock.nowMs, delayMs: preset.consensusDelayMs })
  const observer: Observer = createObserver({
    l2: chain,
    trace,
    nowMs: clock.nowMs,
    conduct,
    rules: () => {
      const start = startBlock(chain.tip())
      return start && { preset, domain: { ...domain, networkId: networkIdOf(domain, start.hash) } }
    },
  })
  clock.onStep(() => {
    conduct.look()
    observer.check()
  })
  return {
    preset,
    domain,
    settings,
    random: random.fork("scenario"),
    world: { clock, random, hub, chain, running: new Map() },
    nodes,
    conduct,
    observer,
    trace,
    l2Settings: {
      domain,
      headRule: preset.l2Head,
      finalizedDepth: L2_FINALIZED_DEPTH,
      pollIntervalMs: L2_POLL_INTERVAL_MS,
      answerMs: [0.5, 25],
      submits: true,
    },
  }
}

/** @throws SimError sim/unknown-node. */
export function nodeAt(context: SimContext, at: number): SimNode {
  const node = context.nodes[at]
  if (node === undefined)
    throw new SimError("sim/unknown-node", { meta: { at, count: context.nodes.length } })
  return node
}

export function isRunning(node: SimNode): boolean {
  return node.run?.life.isAlive() === true
}

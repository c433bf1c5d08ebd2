import type { Ports } from "@sextant/node/ports"
import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
import type { Misdeed } from "./byzantine/misdeed.ts"
import type { L2Chain } from "./l2/l2Chain.ts"
import { createLife, type Life } from "./life.ts"
import { createMemoryDisk, type MemoryDisk } from "./memoryDisk.ts"
import type { MemoryHub } from "./memoryHub.ts"
import { createLogBook, type LogBook } from "./memoryLogger.ts"
import { createMemoryMetrics } from "./memoryMetrics.ts"
import { createMemoryNetwork, type RunningNetwork } from "./memoryNetwork.ts"
import type { NodeKeys } from "./nodeKeys.ts"
import { createScriptedL2, type L2Fault, type ScriptedL2Settings } from "./scriptedL2.ts"
import type { SeededRandom } from "./seededRandom.ts"
import { createNodeClock, type VirtualClock } from "./virtualClock.ts"

/** A node's machine: what stays when its process ends. */
export type SimNode = {
  readonly name: string
  readonly keys: NodeKeys
  readonly peerPort: number
  readonly disk: MemoryDisk
  readonly logBook: LogBook
  readonly random: SeededRandom
  readonly skewMs: number
  registryId: RegistryId | undefined
  l2Fault: L2Fault
  /** Undefined: it runs the code as it is. */
  misdeed: Misdeed | undefined
  run: SimRun | undefined
}

/** One run of its process. */
export type SimRun = { readonly life: Life; readonly stop: () => Promise<void> }

export type SimWorld = {
  readonly clock: VirtualClock
  readonly random: SeededRandom
  readonly hub: MemoryHub
  readonly chain: L2Chain
  readonly running: Map<NodeId, RunningNetwork>
}

export type SimNodeChoice = {
  readonly at: number
  readonly keys: NodeKeys
  readonly skewMs: number
  readonly lyingDisk: boolean
}

const FLUSH_MS = [0.3, 8] as const
const FIRST_PEER_PORT = 20_000
const TIMER_LATENESS_MS_MAX = 2

export function createSimNode(world: SimWorld, { at, keys, skewMs, lyingDisk }: SimNodeChoice): SimNode {
  const random = world.random.fork(`node ${at}`)
  return {
    name: `node ${at}`,
    keys,
    peerPort: FIRST_PEER_PORT + at,
    disk: createMemoryDisk(
      { clock: world.clock, random: random.fork("disk") },
      { flushMs: FLUSH_MS, acknowledgesEarly: lyingDisk },
    ),
    logBook: createLogBook(world.clock.nowMs),
    random,
    skewMs,
    registryId: undefined,
    l2Fault: { kind: "none" },
    misdeed: undefined,
    run: undefined,
  }
}

/** Ports for a new run of the node; its predecessor's must be dead. */
export function createRunPorts(
  world: SimWorld,
  node: SimNode,
  l2: ScriptedL2Settings,
): { readonly ports: Ports; readonly life: Life } {
  const { clock, hub, chain, running } = world
  const { random, keys, logBook } = node
  const life = createLife(() => {
    // The machine's side of a killed process: its sockets close, what was not flushed may be gone.
    const network = running.get(keys.nodeId)
    if (network !== undefined) hub.detach(network.endpoint)
    running.delete(keys.nodeId)
    node.disk.crash()
  })
  const nodeClock = createNodeClock(
    { clock, life, random },
    { skewMs: node.skewMs, timerLatenessMsMax: TIMER_LATENESS_MS_MAX },
  )
  const ports: Ports = {
    clock: nodeClock,
    random: { bytes: random.bytes },
    logger: logBook.logger,
    metrics: createMemoryMetrics(),
    db: node.disk.open(life),
    network: createMemoryNetwork(
      { hub, life, clock: nodeClock, random, logger: logBook.logger, running },
      { nodeId: keys.nodeId, peerPort: node.peerPort },
    ),
    l2: createScriptedL2({ chain, clock, random, life, fault: () => node.l2Fault }, l2),
  }
  return { ports, life }
}

import type { NodeId } from "@sextant/wire/l2Event"
import type { MemoryHub } from "./memoryHub.ts"
import type { SimNode } from "./simNode.ts"

/** Who could do its duty and who could not, by what the harness itself has done to them. No node is asked. */
export type ConductBook = {
  /** Runs the code as it is. */
  readonly isHonest: (nodeId: NodeId) => boolean
  /** When the node was last down, cut off, late, misled or off in its time; `-Infinity` when it never was. */
  readonly lastExcuseMs: (nodeId: NodeId) => number
}

export type ConductBookDeps = {
  readonly nodes: readonly SimNode[]
  readonly hub: MemoryHub
  readonly nowMs: () => number
  /** What a message may take: Δ. */
  readonly delayMs: number
}

const SAMPLE_MS = 100
/** The clock test's bound (docs/protocol/nodeLife.md §6). */
const CLOCK_OFF_MS_MAX = 30_000
/** More lost messages than this are an outage. */
const LOSS_CHANCE_MAX = 0.1

/** `look` is to be called after every step. */
export function createConductBook(deps: ConductBookDeps): ConductBook & { readonly look: () => void } {
  const excusedAtMs = new Map<NodeId, number>()
  const runs = new Map<NodeId, unknown>()
  let nextMs = 0
  return {
    isHonest: (nodeId) => deps.nodes.find(({ keys }) => keys.nodeId === nodeId)?.misdeed === undefined,
    lastExcuseMs: (nodeId) => excusedAtMs.get(nodeId) ?? Number.NEGATIVE_INFINITY,
    look() {
      const nowMs = deps.nowMs()
      if (nowMs < nextMs) return
      nextMs = nowMs + SAMPLE_MS
      for (const node of deps.nodes) {
        const { nodeId } = node.keys
        const isSameRun = runs.get(nodeId) === node.run
        runs.set(nodeId, node.run)
        if (!isSameRun || !isAble(deps, node)) excusedAtMs.set(nodeId, nowMs)
      }
    },
  }
}

function isAble({ nodes, hub, delayMs }: ConductBookDeps, node: SimNode): boolean {
  if (node.run?.life.isAlive() !== true || node.l2Fault.kind !== "none") return false
  if (Math.abs(node.skewMs) > CLOCK_OFF_MS_MAX) return false
  const { latencyMs, lossChance, reorderMsMax } = hub.faults.behaviour()
  if (lossChance > LOSS_CHANCE_MAX) return false
  // Up to f missing or slow connections are what the network must bear: the judges behind the others see the truth.
  const connected = hub.endpoint(node.keys.nodeId)?.connected
  const running = nodes.filter((other) => other !== node && other.run?.life.isAlive() === true)
  const isNear = ({ keys }: SimNode) =>
    connected?.has(keys.nodeId) === true &&
    !hub.faults.isBlocked(node.keys.nodeId, keys.nodeId) &&
    latencyMs[1] * hub.faults.slowness(node.keys.nodeId, keys.nodeId) + reorderMsMax <= delayMs
  const far = running.filter((other) => !isNear(other)).length
  return far <= Math.floor((nodes.length - 1) / 3)
}

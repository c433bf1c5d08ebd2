import { violation } from "./observer.ts"
import { isRunning, type SimContext } from "./simContext.ts"
import type { SimNode } from "./simNode.ts"

/** A healed network has a new final block within this many block intervals. */
const PROGRESS_INTERVALS = 10
/** Redialling pauses grow to 30 s while a peer is away; after that connections must stand again. */
const RECONNECT_MS_MAX = 60_000

export type ProgressControls = {
  readonly reachHeight: (height: number) => Promise<void>
  readonly expectProgress: () => Promise<void>
}

export function createProgressControls(context: SimContext): ProgressControls {
  const { clock, hub } = context.world
  const { blockIntervalMs } = context.preset
  const runningNodes = () => context.nodes.filter((node) => isRunning(node) && node.misdeed === undefined)
  const heightOf = (node: SimNode) => context.observer.finalHeight(node.keys.nodeId)
  const heightMax = () => context.observer.records().length - 1
  const areAllAt = (height: number) => runningNodes().every((node) => heightOf(node) >= height)
  const areConnected = () =>
    runningNodes().every((node) => {
      const connected = hub.endpoint(node.keys.nodeId)?.connected
      return runningNodes().every((other) => other === node || connected?.has(other.keys.nodeId) === true)
    })
  const report = () => context.nodes.map((node) => `${node.name} ${heightOf(node)}`).join(", ")
  return {
    async reachHeight(height) {
      const intervals = 4 * Math.max(0, height - heightMax()) + 3 * PROGRESS_INTERVALS
      if (!(await clock.advanceUntil(() => areAllAt(height), intervals * blockIntervalMs)))
        throw violation(
          `liveness: height ${height} is not final everywhere after ${intervals} intervals (${report()})`,
        )
    },
    async expectProgress() {
      if (!(await clock.advanceUntil(areConnected, RECONNECT_MS_MAX)))
        throw violation("liveness: not all running nodes have found each other again within a minute")
      const before = heightMax()
      if (!(await clock.advanceUntil(() => areAllAt(before + 1), PROGRESS_INTERVALS * blockIntervalMs)))
        throw violation(
          `liveness: no new final block everywhere within ${PROGRESS_INTERVALS} intervals (${report()})`,
        )
    },
  }
}

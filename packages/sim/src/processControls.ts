import type { Misdeed } from "./byzantine/misdeed.ts"
import type { EffectKind } from "./life.ts"
import { isRunning, nodeAt, type SimContext } from "./simContext.ts"
import { createRunPorts, type SimNode } from "./simNode.ts"
import { startRun } from "./startRun.ts"

const START_MS_MAX = 120_000
const STOP_MS_MAX = 10_000

export type ProcessControls = {
  readonly crash: (at: number) => void
  readonly crashAtEffect: (at: number, count: number, kinds: readonly EffectKind[]) => void
  readonly corrupt: (at: number, misdeed: Misdeed) => void
  readonly spare: (at: number) => void
  readonly stop: (at: number) => Promise<void>
  readonly restart: (at: number) => Promise<void>
}

/** Starting, ending and killing the nodes' processes. */
export function createProcessControls(context: SimContext): ProcessControls {
  const { clock } = context.world
  const note = (node: SimNode, what: string) => context.trace.add(clock.nowMs(), `${node.name} ${what}`)
  return {
    crash(at) {
      const node = nodeAt(context, at)
      if (isRunning(node)) note(node, "killed")
      node.run?.life.end()
    },
    crashAtEffect(at, count, kinds) {
      const node = nodeAt(context, at)
      note(node, `to be killed at effect ${count} of ${kinds.join(", ")}`)
      node.run?.life.endAtEffect(count, kinds)
    },
    corrupt(at, misdeed) {
      const node = nodeAt(context, at)
      note(node, `goes bad: ${misdeed}`)
      node.misdeed = misdeed
    },
    spare: (at) => nodeAt(context, at).run?.life.spare(),
    async stop(at) {
      const node = nodeAt(context, at)
      if (node.run === undefined || !isRunning(node)) return
      note(node, "stops")
      await clock.finish(node.run.stop(), STOP_MS_MAX)
      node.run.life.end()
    },
    async restart(at) {
      const node = nodeAt(context, at)
      if (isRunning(node)) return
      note(node, "starts")
      const started = beginRun(context, node)
      let settled = false
      const settle = () => {
        settled = true
      }
      started.then(settle, settle)
      // It may be killed again while it starts: then nobody hears of it any more.
      await clock.advanceUntil(() => settled || !isRunning(node), START_MS_MAX)
      if (isRunning(node)) await clock.finish(started, 0)
    },
  }
}

/** Starts the node on its disk. Resolves when it says that it works. */
export function beginRun(context: SimContext, node: SimNode): Promise<void> {
  const { ports, life } = createRunPorts(context.world, node, context.l2Settings)
  const { run, started } = startRun(context, node, { ports, life })
  node.run = run
  return started
}

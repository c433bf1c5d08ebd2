import { applyInput } from "@sextant/consensus/applyInput"
import type { Input } from "@sextant/consensus/inputs"
import { performEffect } from "./performEffect.ts"
import type { Message, RunnerState } from "./runnerState.ts"

/**
 * Works through the queue: one input, all its effects in order, then the next. What must be durable is waited for, so nothing
 * that rests on it can leave before. The core is never entered while it works.
 */
export async function runInputs(runner: RunnerState): Promise<void> {
  try {
    // Whoever feeds goes on first: nothing of the core runs on its stack.
    await undefined
    for (let message = runner.queue.shift(); message !== undefined; message = runner.queue.shift()) {
      await runInput(runner, message)
    }
  } catch (cause) {
    // Most of all: a vote that could not be logged. The core holds it for cast, so nothing may be said after it.
    runner.fail(cause)
  }
  runner.busy = false
}

async function runInput(runner: RunnerState, message: Message): Promise<void> {
  const input = { ...message, nowMs: runner.deps.clock.nowMs() } as Input
  const { core, effects } = applyInput(runner.core, input)
  runner.core = core
  for (const effect of effects) {
    if (runner.stopping.signal.aborted) return
    const durable = performEffect(runner, effect)
    if (durable !== undefined) await durable
  }
}

export type Lane = {
  /** Runs `task` after everything that came before it has ended, and gives back its result. */
  readonly run: <T>(task: () => Promise<T>) => Promise<T>
}

/** One after another, in call order. A task that fails does not stop those behind it. */
export function createLane(): Lane {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(task) {
      const mine = last.then(task, task)
      last = mine.catch(() => undefined)
      return mine
    },
  }
}

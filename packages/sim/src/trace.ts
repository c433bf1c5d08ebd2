import { createHash } from "node:crypto"

/** Everything that happened in a run, as one hash: two runs with the same seed must end with the same. */
export type Trace = {
  readonly add: (atMs: number, line: string, body?: Uint8Array) => void
  /** Hex of the SHA-256 over all lines so far. */
  readonly hash: () => string
  readonly lines: () => number
  /** The newest lines, for the report of a violation. */
  readonly tail: (count: number) => readonly string[]
}

const KEPT_LINES = 400

export function createTrace(): Trace {
  const hash = createHash("sha256")
  const kept: string[] = []
  let lines = 0
  return {
    add(atMs, line, body) {
      const full = `${atMs.toFixed(3)} ${line}`
      hash.update(full)
      hash.update(body ?? "")
      hash.update("\n")
      lines++
      kept.push(body === undefined ? full : `${full} (${body.length} bytes)`)
      if (kept.length > 2 * KEPT_LINES) kept.splice(0, KEPT_LINES)
    },
    hash: () => hash.copy().digest("hex"),
    lines: () => lines,
    tail: (count) => kept.slice(-count),
  }
}

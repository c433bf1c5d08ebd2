import { describe, expect, it } from "vitest"
import { IndexerError } from "./errors.ts"
import type { StepResult } from "./indexStep.ts"
import { type LogLine, runLoop } from "./runLoop.ts"

const evm = {
  kind: "ok",
  height: 1n,
  headHeight: 1n,
  logCount: 0,
  rolledBackTo: undefined,
  progressed: false,
  behind: false,
} as const
const appchain = {
  kind: "ok",
  height: 1n,
  headHeight: 1n,
  blockCount: 0,
  snapshotCount: 0,
  progressed: false,
  behind: false,
} as const
const idle: StepResult = { progressed: false, behind: false, evm, appchain }
const away: StepResult = {
  ...idle,
  appchain: { kind: "failed", code: "node/unreachable", message: "away", retryable: true },
}

/** Runs the loop over scripted steps; returns the pauses and the log. */
async function run(script: readonly (StepResult | Error)[]) {
  const stopping = new AbortController()
  const pauses: number[] = []
  const lines: LogLine[] = []
  let turn = 0
  const step = async () => {
    const next = script[turn++]
    if (turn >= script.length) stopping.abort()
    if (next === undefined || next instanceof Error) throw next
    return next
  }
  const sleepMs = async (ms: number) => {
    pauses.push(ms)
  }
  const log = (_level: string, line: LogLine) => {
    lines.push(line)
  }
  await runLoop({ step, log, sleepMs, pollIntervalMs: 100 }, stopping.signal)
  return { pauses, lines, turns: turn }
}

describe("runLoop", () => {
  it("goes on at once while there is more, and waits when there is not", async () => {
    const busy = { ...idle, progressed: true, behind: true }
    expect((await run([busy, busy, { ...busy, behind: false }, idle, idle])).pauses).toEqual([100, 100])
  })

  it("does not spin when a source is behind and stuck", async () => {
    expect((await run([{ ...idle, behind: true }, idle])).pauses).toEqual([100])
  })

  it("waits longer and longer while a source fails, then says that it recovered", async () => {
    const { pauses, lines } = await run([away, away, away, away, away, idle, idle])
    expect(pauses).toEqual([200, 400, 800, 1600, 3200, 100])
    expect(lines.map(({ event }) => event)).toEqual([
      "step-failed",
      "step-failed",
      "step-failed",
      "recovered",
    ])
  })

  it("keeps the pace of a source that works beside one that fails", async () => {
    expect((await run([{ ...away, progressed: true }, { ...away, progressed: true }, idle])).pauses).toEqual([
      100, 100,
    ])
  })

  it("tries again when the start fails in passing, and ends when it cannot succeed", async () => {
    const passing = new IndexerError("evm/unreachable", { retryable: true })
    expect((await run([passing, idle])).turns).toBe(2)
    await expect(run([new IndexerError("evm/wrong-chain"), idle])).rejects.toMatchObject({
      code: "evm/wrong-chain",
    })
  })
})

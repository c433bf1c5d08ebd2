import { describe, expect, it } from "vitest"
import {
  bench,
  castIn,
  certificateBy,
  createBench,
  effectsOf,
  feed,
  fireTimer,
  instanceOf,
  judge,
  learn,
  passMs,
  proposalFor,
  startBench,
  statementOf,
} from "./simulation/coreBench.ts"

const { blockIntervalMs } = bench
const OTHER = new Uint8Array(32).fill(4)

describe("applyInput: after a restart", () => {
  it("keeps to every statement that was logged", () => {
    const { proposal, blockHash } = proposalFor(startBench(), { view: 1 })
    const restart = (ownStatements: ReturnType<typeof statementOf>[]) =>
      startBench({ start: { ownStatements } })
    const notarized = restart([statementOf("notarize", 1, OTHER)])
    notarized.nowMs = proposal.block.header.timestampMs
    feed(notarized, { kind: "proposalReceived", proposal, blockHash, from: "peer 1" })
    judge(notarized, blockHash, "valid")
    expect(castIn(notarized)).toEqual([])

    const finalized = restart([statementOf("finalize", 1, OTHER)])
    passMs(finalized, 60_000)
    expect(castIn(finalized)).toEqual([])

    const nullified = restart([statementOf("nullify", 1)])
    learn(nullified, statementOf("notarize", 1, OTHER))
    expect(castIn(nullified)).toEqual([])
  })

  it("says again what was logged, without logging it again", () => {
    const core = startBench({ start: { ownStatements: [statementOf("nullify", 1)] } })
    fireTimer(core, "resend")
    expect(effectsOf(core, "resendVote")).toMatchObject([{ statement: statementOf("nullify", 1) }])
    expect(castIn(core)).toEqual([])
  })

  it("goes on behind the newest certificate that was kept, and drops one that is forged", () => {
    const bare = createBench()
    const kept = certificateBy(bare, [1, 2, 3], statementOf("nullify", 4))
    const forged = { ...certificateBy(bare, [1, 2, 3], statementOf("nullify", 9)), signature: OTHER }
    const core = startBench({ start: { certificates: [kept, forged] } })
    expect(instanceOf(core).view).toBe(5)
    expect(effectsOf(core, "storeCertificate")).toEqual([])
  })

  it("proposes as leader what it voted for, and nothing else", () => {
    const { proposal, blockHash } = proposalFor(startBench(), { view: 1 })
    const core = startBench({
      ownIndex: 1,
      start: {
        ownStatements: [statementOf("notarize", 1, blockHash)],
        candidates: [{ block: proposal.block, blockHash }],
      },
    })
    expect(effectsOf(core, "broadcastProposal")).toMatchObject([{ view: 1, blockHash }])
    core.nowMs += blockIntervalMs
    passMs(core, 0)
    expect(effectsOf(core, "propose")).toEqual([])
  })
})

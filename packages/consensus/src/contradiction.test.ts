import { array, assert, constantFrom, integer, oneof, property, record } from "fast-check"
import { describe, expect, it } from "vitest"
import {
  castIn,
  hear,
  instanceOf,
  learn,
  passMs,
  proposalFor,
  propose,
  startBench,
  statementOf,
} from "./simulation/coreBench.ts"

const OTHER = new Uint8Array(32).fill(4)

describe("applyInput: whatever arrives, in whatever order", () => {
  const view = integer({ min: 1, max: 3 })
  const block = integer({ min: 0, max: 1 })
  const actions = oneof(
    record({ action: constantFrom("propose" as const), view, block }),
    record({ action: constantFrom("notarization" as const), view, block }),
    record({ action: constantFrom("nullification" as const), view, block }),
    record({ action: constantFrom("timeout" as const), view, block }),
    record({ action: constantFrom("vote" as const), view, block }),
  )

  it("never casts two votes that contradict each other, and never changes the core that came in", async () => {
    await assert(
      property(array(actions, { maxLength: 25 }), (sequence) => {
        const core = startBench()
        const said = new Set<string>()
        for (const { action, view, block } of sequence) {
          const before = core.core
          const frozen = instanceOf(core)
          const shape = [
            frozen.view,
            frozen.own.size,
            frozen.blocks.size,
            frozen.votes.size,
            frozen.notarizations.size,
          ]
          const { proposal, blockHash } = proposalFor(core, { view, salt: block })
          if (action === "propose") propose(core, { view, salt: block })
          else if (action === "notarization") learn(core, statementOf("notarize", view, blockHash))
          else if (action === "nullification") learn(core, statementOf("nullify", view))
          else if (action === "timeout") passMs(core, 10_000)
          else
            hear(
              core,
              1 + (block % 3),
              statementOf("notarize", view, simOr(proposal.block.header.parentHash, block)),
            )
          for (const cast of castIn(core)) {
            expect(said.has(cast)).toBe(false)
            said.add(cast)
          }
          expect([
            frozen.view,
            frozen.own.size,
            frozen.blocks.size,
            frozen.votes.size,
            frozen.notarizations.size,
          ]).toEqual(shape)
          expect(before.instance).toBe(frozen)
        }
        for (const one of [1, 2, 3, 4]) {
          expect(said.has(`finalize ${one}`) && said.has(`nullify ${one}`)).toBe(false)
        }
      }),
      { numRuns: 150 },
    )
  })

  function simOr(hash: Uint8Array, block: number): Uint8Array {
    return block === 0 ? hash : OTHER
  }
})

import type { Vote } from "@sextant/wire/vote"
import { assert, constantFrom, integer, property, record, array as sequence } from "fast-check"
import { describe, expect, it } from "vitest"
import { applyInput } from "./applyInput.ts"
import { createCore } from "./createCore.ts"
import { BAD_MESSAGES_MAX } from "./limits.ts"
import type { SignatureScheme } from "./signatureScheme.ts"
import {
  bench,
  benchStart,
  type CoreBench,
  certificateBy,
  createBench,
  effectsOf,
  feed,
  instanceOf,
  statementOf,
  voteBy,
} from "./simulation/coreBench.ts"
import { fakeScheme } from "./simulation/fakeScheme.ts"

const OTHER = new Uint8Array(8).fill(4)

/** Counts what would be pairings: one per single check, one per checked sum, and those of taking a bad sum apart. */
function createCountingScheme(): { readonly scheme: SignatureScheme; readonly pairings: () => number } {
  let pairings = 0
  const isSound = ({ publicKey, signature }: { publicKey: Uint8Array; signature: Uint8Array }, kind: Vote) =>
    fakeScheme.verifyVote(publicKey, kind, signature)
  const halve = (entries: Parameters<SignatureScheme["aggregateVotes"]>[0], statement: Vote): void => {
    if (entries.length === 0) return
    pairings++
    if (entries.length === 1 || entries.every((entry) => isSound(entry, statement))) return
    const middle = entries.length >> 1
    halve(entries.slice(0, middle), statement)
    halve(entries.slice(middle), statement)
  }
  const counted =
    <TArgs extends unknown[], TResult>(run: (...args: TArgs) => TResult) =>
    (...args: TArgs): TResult => {
      pairings++
      return run(...args)
    }
  const scheme: SignatureScheme = {
    ...fakeScheme,
    verifyVote: counted(fakeScheme.verifyVote),
    verifyAggregate: counted(fakeScheme.verifyAggregate),
    aggregateVotes(entries, statement) {
      halve(entries, statement as Vote)
      return fakeScheme.aggregateVotes(entries, statement)
    },
  }
  return { scheme, pairings: () => pairings }
}

function startCounting(count: number): { readonly core: CoreBench; readonly pairings: () => number } {
  const { scheme, pairings } = createCountingScheme()
  const core = createBench({ count })
  core.core = applyInput(createCore({ ...bench, scheme }), {
    kind: "epochStarted",
    nowMs: core.nowMs,
    start: benchStart(core),
  }).core
  return { core, pairings }
}

function forge(core: CoreBench, validatorIndex: number, [view, salt]: readonly [number, number]): Vote {
  return {
    ...voteBy(core, validatorIndex, statementOf("nullify", view)),
    signature: Uint8Array.of(salt, ...OTHER),
  }
}

describe("collecting votes", () => {
  it("checks one sum for a whole quorum of honest votes", () => {
    const { core, pairings } = startCounting(100)
    for (let index = 1; index <= 67; index++) {
      const vote = voteBy(core, index, statementOf("nullify", 1))
      feed(core, { kind: "voteReceived", vote, from: `peer ${index}` })
    }
    expect(instanceOf(core).view).toBe(2)
    expect(pairings()).toBe(1)
  })

  it("takes a bad sum apart once, and never again lets the same peer spoil one", () => {
    const { core, pairings } = startCounting(100)
    const vote = (view: number, index: number) =>
      index >= 67
        ? { vote: forge(core, index, [view, 0]), from: `peer ${index}` }
        : { vote: voteBy(core, index, statementOf("nullify", view)), from: `peer ${index}` }
    const round = (view: number): number => {
      const before = pairings()
      // The 33 liars first, so that their votes are in the first sum.
      for (let index = 99; index >= 1; index--) feed(core, { kind: "voteReceived", ...vote(view, index) })
      feed(core, {
        kind: "voteReceived",
        vote: voteBy(core, 0, statementOf("nullify", view)),
        from: undefined,
      })
      expect(instanceOf(core).view).toBe(view + 1)
      return pairings() - before
    }
    // 33 bad ones among 67: at most 2 * 33 * (1 + log2(67 / 33)) + the good quorum's own.
    expect(round(1)).toBeLessThan(140)
    for (let view = 2; view <= BAD_MESSAGES_MAX; view++) expect(round(view)).toBeLessThanOrEqual(33 + 1)
    // By now nobody listens to them: an honest sum costs one pairing again.
    expect(round(BAD_MESSAGES_MAX + 1)).toBe(1)
    expect(round(BAD_MESSAGES_MAX + 2)).toBe(1)
  })

  it("costs a bounded number of checks however much a third of the peers send", () => {
    const { core, pairings } = startCounting(100)
    let sent = 0
    for (let wave = 0; wave < 30; wave++) {
      for (let liar = 67; liar < 100; liar++) {
        for (let view = 1; view <= 5; view++) {
          const vote = forge(core, (liar + wave * 7) % 100, [view, wave])
          feed(core, { kind: "voteReceived", vote, from: `peer ${liar}` })
          sent++
        }
        const certificate = { ...certificateBy(core, [1, 2, 3], statementOf("nullify", 1)), signature: OTHER }
        const signers = certificateBy(
          core,
          Array.from({ length: 80 }, (_, index) => index),
          statementOf("nullify", 1),
        ).signers
        feed(core, {
          kind: "certificateReceived",
          certificate: { ...certificate, signers },
          from: `peer ${liar}`,
        })
        sent++
      }
    }
    expect(sent).toBe(30 * 33 * 6)
    // Each peer: what it is heard for, and as many votes of others that had to be checked against.
    expect(pairings()).toBeLessThanOrEqual(33 * 2 * (BAD_MESSAGES_MAX + 1))
    for (let index = 0; index < 67; index++) {
      feed(core, {
        kind: "voteReceived",
        vote: voteBy(core, index, statementOf("nullify", 1)),
        from: `peer ${index}`,
      })
    }
    expect(instanceOf(core).view).toBe(2)
  })

  it("names who delivered every bad vote, and blames nobody else, in any order", () => {
    const message = record({
      validator: integer({ min: 1, max: 6 }),
      peer: constantFrom("liar one", "liar two", "honest"),
      view: integer({ min: 1, max: 3 }),
      kind: constantFrom("notarize" as const, "nullify" as const, "finalize" as const),
    })
    void assert(
      property(sequence(message, { maxLength: 60 }), (messages) => {
        const { core } = startCounting(7)
        for (const { validator, peer, view, kind } of messages) {
          const blockHash = kind === "nullify" ? new Uint8Array(32) : new Uint8Array(32).fill(view)
          const genuine = voteBy(core, validator, statementOf(kind, view, blockHash))
          const vote =
            peer === "honest" ? genuine : { ...genuine, signature: Uint8Array.of(validator, ...OTHER) }
          feed(core, { kind: "voteReceived", vote, from: peer })
          for (const { from } of effectsOf(core, "misbehaved")) expect(from).not.toBe("honest")
        }
      }),
      { numRuns: 150 },
    )
  })
})

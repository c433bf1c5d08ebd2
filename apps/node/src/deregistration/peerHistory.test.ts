import { missedOf } from "@sextant/state-transition/ring"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  decodeHistory,
  emptyHistory,
  encodeHistory,
  isClockOff,
  type PeerHistory,
  probeKinds,
  withClockReply,
  withoutAbsence,
  withProbe,
  withProof,
} from "./peerHistory.ts"

type Change = (history: PeerHistory) => PeerHistory
const timeS = fc.nat({ max: 2 ** 31 })
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ atS: timeS, last: fc.nat({ max: 3 }), isLong: fc.boolean() }).map(
    ({ atS, last, isLong }): Change =>
      (history) =>
        withProof(history, { ip: new Uint8Array(isLong ? 16 : 4).fill(last), atS, validityS: 12 }),
  ),
  fc.record({ isOff: fc.boolean(), atS: timeS }).map(
    (reply): Change =>
      (history) =>
        withClockReply(history, reply),
  ),
  fc.record({ kind: fc.constantFrom(...probeKinds), isOk: fc.boolean(), atS: timeS }).map(
    (probe): Change =>
      (history) =>
        withProbe(history, probe),
  ),
)
const history = fc
  .array(change, { maxLength: 30 })
  .map((changes) => changes.reduce((before, step) => step(before), emptyHistory))

describe("a peer's history", () => {
  it("comes back from disk as it was, and stays small", () => {
    fc.assert(
      fc.property(history, (before) => {
        const bytes = encodeHistory(before)
        expect(decodeHistory(bytes)).toEqual(before)
        expect(bytes.length).toBeLessThanOrEqual(16 * 8 + 2 * 25)
        expect(before.addresses.length).toBeLessThanOrEqual(2)
      }),
    )
  })

  it("knows since when proofs come without a gap", () => {
    const proof = (atS: number) => ({ ip: new Uint8Array(4), atS, validityS: 12 })
    const steady = [100, 104, 112].map(proof).reduce(withProof, emptyHistory)
    expect([steady.heardSinceS, steady.heardAtS]).toEqual([100, 112])
    const returned = withProof(steady, proof(125))
    expect([returned.heardSinceS, returned.heardAtS]).toEqual([125, 125])
    expect(withProof(returned, proof(110))).toBe(returned)
  })

  it("fails a clock that was off in more than four of eight replies", () => {
    const reply = (isOff: boolean) => (before: PeerHistory) => withClockReply(before, { isOff, atS: 9 })
    const four = [true, true, true, true].map(reply).reduce((before, step) => step(before), emptyHistory)
    expect(isClockOff(four)).toBe(false)
    const five = reply(true)(four)
    expect(isClockOff(five)).toBe(true)
    const healed = Array.from({ length: 4 }, () => reply(false)).reduce((before, step) => step(before), five)
    expect([isClockOff(healed), missedOf(healed.clockRing)]).toEqual([false, 4])
  })

  it("counts the time this node was away as nobody's silence", () => {
    const heard = withProof(emptyHistory, { ip: new Uint8Array(4), atS: 1_000, validityS: 12 })
    const failing = withProbe(heard, { kind: "storage", isOk: false, atS: 990 })
    const after = withoutAbsence(failing, { awayS: 500, nowS: 1_502 })
    expect([after.heardAtS, after.probes.storage.failingSinceS, after.probes.onion.failedAtS]).toEqual([
      1_500, 1_490, 0,
    ])
    expect(withoutAbsence(failing, { awayS: 500, nowS: 1_100 }).heardAtS).toBe(1_100)
  })
})

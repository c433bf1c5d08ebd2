import { unixMs } from "@sextant/shared/units"
import type { NodeId } from "@sextant/wire/l2Event"
import { array, assert, integer, property } from "fast-check"
import { describe, expect, it } from "vitest"
import type { Clock, Logger } from "../ports.ts"
import { createPeerLimits } from "./peerLimits.ts"

const alice = "aa".repeat(32) as NodeId
const bob = "bb".repeat(32) as NodeId
const rate = { perS: 10, burst: 20 }

function open() {
  const now = { ms: 1_000_000 }
  const banned: NodeId[] = []
  const clock = { nowMs: () => unixMs(now.ms) } as Clock
  const logger = { warn: () => undefined } as unknown as Logger
  return { now, banned, limits: createPeerLimits({ clock, logger, onBanned: (peer) => banned.push(peer) }) }
}

describe("createPeerLimits", () => {
  it("lets a burst through, then what is earned, each peer and protocol by itself", () => {
    const { limits, now } = open()
    const passed = (peer: NodeId, protocol: string, tries: number) =>
      Array.from({ length: tries }, () => limits.take(peer, protocol, rate)).filter(Boolean).length
    expect(passed(alice, "votes", 50)).toBe(20)
    expect(passed(alice, "ranges", 5)).toBe(5)
    expect(passed(bob, "votes", 5)).toBe(5)
    now.ms += 1_000
    expect(passed(alice, "votes", 50)).toBe(10)
    now.ms += 60_000
    expect(passed(alice, "votes", 50)).toBe(20)
  })

  it("never lets more through than the rate allows, however it is spread", () => {
    void assert(
      property(array(integer({ min: 0, max: 400 }), { maxLength: 200 }), (pausesMs) => {
        const { limits, now } = open()
        const startMs = now.ms
        let passed = 0
        for (const pauseMs of pausesMs) {
          now.ms += pauseMs
          if (limits.take(alice, "votes", rate)) passed++
        }
        expect(passed).toBeLessThanOrEqual(rate.burst + ((now.ms - startMs) / 1000) * rate.perS + 1e-6)
      }),
    )
  })

  it("bans who floods, sends garbage or forges, for a while that doubles, and forgives single slips", () => {
    const { limits, now, banned } = open()
    for (let slip = 0; slip < 20; slip++) {
      limits.penalize(bob, "forgery")
      now.ms += 60_000
    }
    expect(limits.isBanned(bob)).toBe(false)
    for (let index = 0; index < 3; index++) limits.penalize(alice, "forgery")
    expect(limits.isBanned(alice)).toBe(true)
    expect(banned).toEqual([alice])
    now.ms += 60_001
    expect(limits.isBanned(alice)).toBe(false)
    for (let index = 0; index < 130; index++) limits.take(alice, "votes", rate)
    expect(limits.isBanned(alice)).toBe(true)
    now.ms += 60_001
    expect(limits.isBanned(alice)).toBe(true)
    now.ms += 60_000
    expect(limits.isBanned(alice)).toBe(false)
  })

  it("remembers a bounded number of peers", () => {
    const { limits } = open()
    for (let index = 0; index < 5_000; index++) {
      const peer = index.toString(16).padStart(64, "0") as NodeId
      for (let times = 0; times < 3; times++) limits.penalize(peer, "forgery")
    }
    expect(limits.isBanned("0".repeat(64) as NodeId)).toBe(false)
    expect(limits.isBanned((4_999).toString(16).padStart(64, "0") as NodeId)).toBe(true)
  })
})

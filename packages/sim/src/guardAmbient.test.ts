import { systemClock } from "@sextant/node/systemClock"
import { describe, expect, it } from "vitest"
import { guardAmbient } from "./guardAmbient.ts"

describe("guardAmbient", () => {
  it("names simulated code that reads the real clock, and leaves everyone else alone", () => {
    const seen: string[] = []
    const end = guardAmbient((sentence) => seen.push(sentence))
    Date.now()
    Math.random()
    expect(seen).toEqual([])
    const atMs = systemClock.nowMs()
    systemClock.schedule(1, () => undefined)()
    end()
    systemClock.nowMs()
    expect(atMs).toBeGreaterThan(1_700_000_000_000)
    expect(seen).toEqual([
      expect.stringContaining("now is used outside the ports"),
      expect.stringContaining("setTimeout is used outside the ports"),
    ])
    expect(seen[0]).toContain("systemClock")
  })
})

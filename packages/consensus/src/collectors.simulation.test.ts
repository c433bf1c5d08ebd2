import { describe, expect, it } from "vitest"
import { collectorsOf } from "./collectors.ts"
import { DIRECT_VALIDATORS_MAX } from "./limits.ts"
import { createSimNetwork, type SimNetwork } from "./simulation/simNetwork.ts"
import type { Script } from "./simulation/simNode.ts"

const INTERVAL_MS = 2_000

/** Every third validator follows `script`: as many as may lie. */
function aThird(count: number, script: Script): Script[] {
  const liars = Math.floor((count - 1) / 3)
  return Array.from({ length: count }, (_, index) =>
    index % 3 === 1 && index < 3 * liars ? script : "honest",
  )
}

function heights(network: SimNetwork): number[] {
  return network.nodes.filter((node) => node.script === "honest").map((node) => node.disk.head.height)
}

/** Lengths of epochs are such that a test crosses one. */
function networkOf(seed: number, scripts: readonly Script[], faults = {}): SimNetwork {
  const network = createSimNetwork({ seed, scripts, epochLengthBlocks: 4, faults })
  network.run(60)
  return network
}

describe("more than a hundred validators", { timeout: 120_000 }, () => {
  it("agree within moments of each proposal, sending no vote to more than 16 collectors", () => {
    const count = 150
    const network = networkOf(1, aThird(count, "honest"))
    network.run(6 * INTERVAL_MS)
    expect(network.violations).toEqual([])
    expect(Math.min(...heights(network))).toBeGreaterThanOrEqual(5)
    for (const { atMs, timestampMs } of network.finalAtMs.values())
      expect(atMs - timestampMs).toBeLessThan(250)
    const perBlock = network.votesSent() / Math.max(...heights(network))
    expect(perBlock).toBeLessThan(2.5 * 16 * count)
    expect(perBlock).toBeLessThan((2 * count * count) / 4)
  })

  it("goes on at full speed while a third of them keeps every certificate to itself", () => {
    const network = networkOf(2, aThird(160, "silentCollector"))
    network.run(6 * INTERVAL_MS)
    expect(network.violations).toEqual([])
    expect(Math.min(...heights(network))).toBeGreaterThanOrEqual(5)
  })

  it("turns to the next collectors when all of the first ones are silent, at the cost of a delay", () => {
    // Leaders are numbered in order here, so a block of neighbours collects for one view: 34 in a row fill two rounds.
    const count = 151
    const scripts = Array.from(
      { length: count },
      (_, index): Script => (index >= 2 && index < 36 ? "silentCollector" : "honest"),
    )
    const network = networkOf(3, scripts)
    network.run(10 * INTERVAL_MS)
    expect(network.violations).toEqual([])
    expect(Math.min(...heights(network))).toBeGreaterThanOrEqual(8)
  })

  it("stays safe and alive with a third of the collectors forging, voting twice or withholding", () => {
    for (const [seed, script] of (["forgingCollector", "doubleVoter", "withholder"] as const).entries()) {
      const network = networkOf(10 + seed, aThird(103, script))
      network.run(3 * INTERVAL_MS)
      const before = Math.max(...heights(network))
      network.run(5 * INTERVAL_MS)
      expect({ script, violations: network.violations }).toEqual({ script, violations: [] })
      expect(Math.min(...heights(network)), script).toBeGreaterThan(before)
    }
  })

  it("goes on after loss, crashes and a partition", () => {
    const network = networkOf(20, aThird(110, "silentCollector"), {
      lossProbability: 0.1,
      crashProbability: 0.00005,
    })
    network.run(5 * INTERVAL_MS)
    network.faults.groups = [
      Array.from({ length: 55 }, (_, index) => index),
      Array.from({ length: 55 }, (_, index) => 55 + index),
    ]
    network.run(4 * INTERVAL_MS)
    network.faults.groups = undefined
    network.faults.lossProbability = 0
    network.faults.crashProbability = 0
    for (const node of network.nodes) network.start(node)
    const before = Math.max(...heights(network))
    network.run(10 * INTERVAL_MS)
    expect(network.violations).toEqual([])
    expect(Math.min(...heights(network))).toBeGreaterThan(before)
  })

  it("needs every validator once before anybody is asked twice", () => {
    const publicKeys = Array.from({ length: 128 }, (_, index) => Uint8Array.of(index))
    const validators = { publicKeys, leaderOrder: publicKeys.map((_, index) => (index * 5) % 128) }
    const asked = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((round) => collectorsOf(validators, { view: 9, round }))
    expect(asked).toHaveLength(128)
    expect(new Set(asked).size).toBe(128)
    expect(DIRECT_VALIDATORS_MAX).toBe(100)
  })
})

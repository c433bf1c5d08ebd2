import { describe, expect, it } from "vitest"
import { createSimNetwork, type SimNetwork, type SimSettings } from "./simulation/simNetwork.ts"
import type { Script } from "./simulation/simNode.ts"

const INTERVAL_MS = 2_000

function honest(count: number, ...others: Script[]): Script[] {
  return [...Array.from({ length: count }, (): Script => "honest"), ...others]
}

function heights(network: SimNetwork): number[] {
  return network.nodes.filter((node) => node.script === "honest").map((node) => node.disk.head.height)
}

function heal(network: SimNetwork): void {
  network.faults.lossProbability = 0
  network.faults.crashProbability = 0
  network.faults.groups = undefined
  for (const node of network.nodes) network.start(node)
}

/** Runs with faults, heals, and demands safety throughout and liveness afterwards. */
function weather(settings: SimSettings, storm: (network: SimNetwork) => void): SimNetwork {
  const network = createSimNetwork(settings)
  network.run(100)
  storm(network)
  heal(network)
  const before = Math.max(...heights(network))
  network.run(10 * INTERVAL_MS)
  const { seed } = settings
  expect({ seed, violations: network.violations }).toEqual({ seed, violations: [] })
  expect(Math.min(...heights(network)), `seed ${seed} lives`).toBeGreaterThan(before)
  return network
}

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}

describe("a simulated network", { timeout: 60_000 }, () => {
  it("finalizes every block within a few latencies of its proposal when nothing goes wrong", () => {
    const network = createSimNetwork({ seed: 1, scripts: honest(7) })
    network.run(40 * INTERVAL_MS)
    expect(network.violations).toEqual([])
    expect(Math.min(...heights(network))).toBeGreaterThanOrEqual(38)
    for (const { atMs, timestampMs } of network.finalAtMs.values()) {
      expect(atMs - timestampMs).toBeLessThan(150)
    }
  })

  it("runs with one validator, and with two", () => {
    for (const count of [1, 2]) {
      const network = createSimNetwork({ seed: 3, scripts: honest(count) })
      network.run(20 * INTERVAL_MS)
      expect(Math.min(...heights(network))).toBeGreaterThanOrEqual(18)
    }
  })

  it("does the same for the same seed", () => {
    const trace = () => {
      const network = createSimNetwork({
        seed: 11,
        scripts: honest(4),
        faults: { lossProbability: 0.2, crashProbability: 0.002 },
      })
      network.run(20 * INTERVAL_MS)
      return [...network.finalHashes]
    }
    expect(trace()).toEqual(trace())
  })

  it("loses one timeout to a dead leader and then catches up with the schedule", () => {
    const network = createSimNetwork({ seed: 5, scripts: honest(7) })
    network.run(100)
    for (const node of network.nodes.slice(0, 2)) network.crash(node)
    network.run(60 * INTERVAL_MS)
    expect(Math.max(...heights(network))).toBeGreaterThanOrEqual(56)
    expect(network.violations).toEqual([])
  })

  it("survives loss, crashes between any two effects and votes held back by an L2 that lags", () => {
    for (const seed of seeds(30)) {
      const scripts = honest(4 + (seed % 4))
      const faults = {
        lossProbability: 0.15,
        crashProbability: 0.003,
        unclearProbability: 0.1,
        latencyMsMax: 300,
      }
      weather({ seed, scripts, faults, rotate: seed % 2 === 0 }, (network) => network.run(30 * INTERVAL_MS))
    }
  })

  it("stops in partitions without a quorum and goes on after they heal, without a fork", () => {
    for (const seed of seeds(20)) {
      weather({ seed, scripts: honest(7), faults: { lossProbability: 0.05 } }, (network) => {
        network.run(5 * INTERVAL_MS + seed * 37)
        network.faults.groups = [
          [0, 1, 2, 3],
          [4, 5, 6],
        ]
        const before = Math.max(...heights(network))
        network.run(15 * INTERVAL_MS)
        expect(Math.max(...heights(network))).toBeLessThanOrEqual(before + 1)
        network.faults.groups = [[0, 1, 2, 3, 4], [5], [6]]
        network.run(5 * INTERVAL_MS)
      })
    }
  })

  it("goes on after everybody was killed at any instant and a third never came back", () => {
    for (const seed of seeds(60)) {
      const network = createSimNetwork({ seed, scripts: honest(4), faults: { latencyMsMax: 100 } })
      network.run(3 * INTERVAL_MS + seed * 13)
      // Around a proposal, where votes are in the air.
      network.run(2_000 - (network.nowMs % 2_000) + (seed % 30) * 10)
      for (const node of network.nodes) network.crash(node)
      network.run(1_000)
      const before = Math.max(...heights(network))
      const gone = network.nodes[seed % 4]
      for (const node of network.nodes) if (node !== gone) network.start(node)
      network.run(12 * INTERVAL_MS)
      expect({ seed, violations: network.violations }).toEqual({ seed, violations: [] })
      const alive = network.nodes.filter((node) => node !== gone)
      expect(Math.min(...alive.map((node) => node.disk.head.height)), `seed ${seed}`).toBeGreaterThan(
        before + 3,
      )
    }
  })

  it("stays safe and alive with any third of its validators lying, and accuses only liars", () => {
    const scripts: Script[] = [
      "equivocatingLeader",
      "doubleVoter",
      "withholder",
      "garbage",
      "cheatingLeader",
      "forger",
    ]
    let accused = 0
    for (const seed of seeds(24)) {
      const first = scripts[seed % 6] as Script
      const second = scripts[(seed >> 2) % 6] as Script
      const network = weather(
        { seed, scripts: honest(5, first, second), faults: { lossProbability: 0.05, latencyMsMax: 80 } },
        (stormy) => stormy.run(30 * INTERVAL_MS),
      )
      accused += network.accused.size
    }
    expect(accused).toBeGreaterThan(12)
  })

  it("imports no block that breaks a rule, whatever a third of the leaders propose", () => {
    for (const seed of seeds(16)) {
      const scripts = honest(5, "cheatingLeader", seed % 2 === 0 ? "cheatingLeader" : "forger")
      const network = createSimNetwork({ seed, scripts, faults: { latencyMsMax: 40 } })
      network.run(30 * INTERVAL_MS)
      expect({ seed, violations: network.violations }).toEqual({ seed, violations: [] })
      expect(Math.min(...heights(network))).toBeGreaterThan(15)
    }
  })

  it("convicts everyone who equivocates while messages arrive", () => {
    for (const seed of seeds(10)) {
      const scripts = honest(5, "equivocatingLeader", "doubleVoter")
      const network = createSimNetwork({ seed, scripts })
      network.run(30 * INTERVAL_MS)
      expect([...network.accused].sort()).toEqual([5, 6])
      expect(network.violations).toEqual([])
    }
  })

  it("brings a node back that was away for several epochs", () => {
    const network = createSimNetwork({ seed: 9, scripts: honest(7), rotate: true })
    network.run(100)
    const [away] = network.nodes
    if (away === undefined) throw new Error("no node")
    network.crash(away)
    network.run(30 * INTERVAL_MS)
    network.start(away)
    network.run(8 * INTERVAL_MS)
    expect(away.disk.head.height).toBeGreaterThanOrEqual(Math.max(...heights(network)) - 1)
    expect(network.violations).toEqual([])
  })
})

import type { Network } from "@sextant/node/ports"
import { describeNetwork } from "@sextant/node/test/networkCompliance"
import { silentLogger } from "@sextant/node/test/silentLogger"
import { bytesToHex } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import { afterAll, describe, expect, it } from "vitest"
import { keepRunning } from "./keepRunning.ts"
import { createLife } from "./life.ts"
import { createMemoryHub } from "./memoryHub.ts"
import { createMemoryNetwork, type RunningNetwork } from "./memoryNetwork.ts"
import { calmLinks, createNetworkFaults, type LinkBehaviour } from "./networkFaults.ts"
import { createSeededRandom } from "./seededRandom.ts"
import { createTrace } from "./trace.ts"
import { createNodeClock, createVirtualClock, type VirtualClock } from "./virtualClock.ts"

const real = keepRunning()
afterAll(() => real.stop())

describeNetwork("createMemoryNetwork", async (count) => build(real.clock, count, calmLinks).networks)

describe("createMemoryNetwork", () => {
  const PROTOCOL = "/sextant/test/news/1"

  it("delivers nothing across a partition, drops the connection, and finds back after healing", async () => {
    const { clock, networks, faults, ids } = await connected(3, calmLinks)
    const [alice, bob] = networks as [Network, Network]
    const seen: number[] = []
    await bob.onMessage(PROTOCOL, (_, body) => void seen.push(body[0] ?? -1))
    faults.partition([[ids[0] as NodeId], [ids[1] as NodeId, ids[2] as NodeId]])
    alice.send(bob.nodeId, PROTOCOL, new Uint8Array([1]))
    await clock.advanceMs(20_000)
    expect(seen).toEqual([])
    expect(alice.peers()).toEqual([])
    expect(bob.peers()).toEqual([ids[2]])
    faults.heal()
    await clock.advanceMs(60_000)
    expect(alice.peers().length).toBe(2)
    alice.send(bob.nodeId, PROTOCOL, new Uint8Array([2]))
    await clock.advanceMs(100)
    expect(seen).toEqual([2])
  })

  it("loses, repeats and reorders as told", async () => {
    const rough = {
      ...calmLinks,
      lossChance: 0.2,
      duplicateChance: 0.2,
      reorderChance: 0.5,
      reorderMsMax: 50,
    }
    const { clock, networks } = await connected(2, rough)
    const [alice, bob] = networks as [Network, Network]
    const seen: number[] = []
    await bob.onMessage(PROTOCOL, (_, body) => void seen.push(body[0] ?? -1))
    for (let number = 0; number < 200; number++) alice.send(bob.nodeId, PROTOCOL, new Uint8Array([number]))
    await clock.advanceMs(1_000)
    const distinct = new Set(seen)
    expect(distinct.size).toBeLessThan(190)
    expect(distinct.size).toBeGreaterThan(120)
    expect(seen.length).toBeGreaterThan(distinct.size)
    expect(seen).not.toEqual(seen.toSorted((a, b) => a - b))
  })

  it("refuses to queue without bound", async () => {
    const { networks } = await connected(2, calmLinks)
    const [alice, bob] = networks as [Network, Network]
    await bob.onMessage(PROTOCOL, () => undefined)
    const taken = Array.from({ length: 2_000 }, () => alice.send(bob.nodeId, PROTOCOL, new Uint8Array(10)))
    expect(taken.filter(Boolean).length).toBe(1_024)
  })

  it("slows one link down", async () => {
    const { clock, networks, faults, ids } = await connected(2, { ...calmLinks, latencyMs: [10, 10] })
    const [alice, bob] = networks as [Network, Network]
    let atMs = 0
    await bob.onMessage(PROTOCOL, () => {
      atMs = clock.nowMs()
    })
    faults.slow(ids[0] as NodeId, ids[1] as NodeId, 30)
    const sentMs = clock.nowMs()
    alice.send(bob.nodeId, PROTOCOL, new Uint8Array(1))
    await clock.advanceMs(1_000)
    expect(atMs - sentMs).toBeCloseTo(300)
  })
})

function build(clock: VirtualClock, count: number, links: LinkBehaviour) {
  const random = createSeededRandom(1)
  const faults = createNetworkFaults(random, links)
  const hub = createMemoryHub({ clock, random, trace: createTrace(), faults, onSent: () => undefined })
  const running = new Map<NodeId, RunningNetwork>()
  const ids = Array.from(
    { length: count },
    (_, at) => bytesToHex(random.fork(`id ${at}`).bytes(32)) as NodeId,
  )
  const networks = ids.map((nodeId, at) => {
    const life = createLife(() => undefined)
    const nodeClock = createNodeClock({ clock, life, random }, { skewMs: 0, timerLatenessMsMax: 0 })
    const deps = { hub, life, clock: nodeClock, random, logger: silentLogger, running }
    return createMemoryNetwork(deps, { nodeId, peerPort: 5_000 + at })
  })
  return { networks, faults, ids }
}

async function connected(count: number, links: LinkBehaviour) {
  const clock = createVirtualClock(0)
  const built = build(clock, count, links)
  for (const network of built.networks) await network.start()
  for (const left of built.networks)
    for (const right of built.networks)
      left.connect({ nodeId: right.nodeId, host: "127.0.0.1", peerPort: right.peerPort() })
  await clock.advanceMs(5_000)
  return { ...built, clock }
}

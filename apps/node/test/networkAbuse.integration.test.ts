import type { Stream } from "@libp2p/interface"
import type { NodeId } from "@sextant/wire/l2Event"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { createHost, type Host } from "../src/network/createHost.ts"
import { createLibp2pNetwork } from "../src/network/createLibp2pNetwork.ts"
import { dialContact } from "../src/network/dialContact.ts"
import { encodeFrame } from "../src/network/frame.ts"
import { fromPeerId, toPeerId } from "../src/network/peerId.ts"
import { RATE_DEFAULT } from "../src/network/streamLimits.ts"
import type { Network } from "../src/ports.ts"
import { systemClock } from "../src/systemClock.ts"
import { systemRandom } from "../src/systemRandom.ts"
import { silentLogger } from "./silentLogger.ts"

const MESSAGES = "/sextant/test/messages/1"
const ECHO = "/sextant/test/echo/1"
const HEAVY = "/sextant/test/heavy/1"
const TOPIC = "sextant/test/abuse/1"
const HEAVY_BYTES = 1024 * 1024

const settings = () => ({
  ed25519Seed: systemRandom.bytes(32),
  listenHost: "127.0.0.1",
  listenPort: 0,
  allowSharedIp: true,
})
const openNetwork = (): Network =>
  createLibp2pNetwork({ clock: systemClock, random: systemRandom, logger: silentLogger }, settings())

describe("a node among peers that misbehave", { timeout: 90_000 }, () => {
  let bob: Network
  let carol: Network
  let mallory: Host
  let heard: { from: NodeId; body: Uint8Array }[]
  let handled: number

  beforeEach(async () => {
    ;[bob, carol] = [openNetwork(), openNetwork()]
    mallory = await createHost({ isBanned: () => false }, settings())
    await Promise.all([bob.start(), carol.start(), mallory.start()])
    heard = []
    handled = 0
    await bob.onMessage(MESSAGES, (from, body) => void heard.push({ from, body }), { bodyBytesMax: 1_000 })
    await bob.handle(ECHO, async (_, body) => body, { bodyBytesMax: 1_000 })
    await bob.handle(HEAVY, async () => {
      handled++
      return new Uint8Array(HEAVY_BYTES)
    })
    const contact = { nodeId: bob.nodeId, host: "127.0.0.1", peerPort: bob.peerPort() }
    carol.connect(contact)
    await dialContact(mallory, contact)
    await vi.waitFor(() => expect(bob.peers()).toHaveLength(2), 20_000)
  })
  afterEach(async () => {
    await expectHonestWorks()
    await Promise.all([bob.stop(), carol.stop(), mallory.stop()])
  })

  /** Whatever happened: an honest peer is connected and gets its answers. */
  async function expectHonestWorks() {
    const body = systemRandom.bytes(100)
    const answer = await carol.request(bob.nodeId, { protocol: ECHO, body, timeoutMs: 10_000 })
    expect(answer).toEqual(body)
    expect(bob.peers()).toContain(carol.nodeId)
  }
  const malloryId = () => fromPeerId(mallory.peerId) as NodeId
  async function openStream(protocol: string): Promise<Stream> {
    const [connection] = mallory.getConnections(toPeerId(bob.nodeId))
    if (connection === undefined) throw new Error("no connection")
    return connection.newStream(protocol)
  }
  /** Does it until bob has cut mallory off. */
  async function untilBanned(misdeed: () => Promise<void>) {
    await vi.waitFor(
      async () => {
        await misdeed().catch(() => undefined)
        expect(bob.peers()).not.toContain(malloryId())
      },
      { timeout: 30_000, interval: 50 },
    )
  }

  it("ends streams of junk, then the connection, and takes no new one", async () => {
    await untilBanned(async () => {
      const stream = await openStream(MESSAGES)
      stream.send(new Uint8Array(64).fill(0xee))
    })
    expect(heard).toEqual([])
    const contact = { nodeId: bob.nodeId, host: "127.0.0.1", peerPort: bob.peerPort() }
    await dialContact(mallory, contact).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(bob.peers()).not.toContain(malloryId())
  })

  it("takes no memory for a frame that only announces itself", async () => {
    await untilBanned(async () => {
      const stream = await openStream(HEAVY)
      stream.send(Uint8Array.of(0xff, 0xff, 0xff, 0xff))
    })
  })

  it("hears no more of a flood than the rate allows", async () => {
    const startedMs = Date.now()
    const stream = await openStream(MESSAGES)
    const frames = new Uint8Array(5 * 2_000).map((_, index) => [0, 0, 0, 1, 7][index % 5] as number)
    await untilBanned(async () => {
      if (stream.send(frames) === false) await stream.onDrain()
    })
    const earned = ((Date.now() - startedMs) / 1000) * RATE_DEFAULT.perS
    expect(heard.length).toBeLessThanOrEqual(RATE_DEFAULT.burst + earned)
    expect(heard.length).toBeGreaterThan(0)
  })

  it("ends the stream of a peer that asks and does not read, with little work and memory spent", async () => {
    const stream = await openStream(HEAVY)
    stream.pause()
    const before = process.memoryUsage().rss
    let ended = false
    stream.addEventListener("close", () => {
      ended = true
    })
    for (let id = 0; id < 400 && !ended; id++) {
      try {
        stream.send(encodeFrame(Uint8Array.of(0, 0, id >> 8, id & 255)))
      } catch {
        break
      }
      if (id % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await expectHonestWorks()
    await vi.waitFor(() => expect(handled).toBeGreaterThan(0))
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(handled).toBeLessThan(60)
    expect(process.memoryUsage().rss - before).toBeLessThan(250 * 1024 * 1024)
  })

  it("cuts off who relays what proves bad faith", async () => {
    const seen: NodeId[] = []
    bob.subscribe(TOPIC, async (from, body) => {
      seen.push(from)
      return body[0] === 1 ? "accept" : "reject"
    })
    mallory.services.pubsub.subscribe(TOPIC)
    let count = 0
    await untilBanned(async () => {
      count++
      await mallory.services.pubsub.publish(TOPIC, Uint8Array.of(0, count))
      await new Promise((resolve) => setTimeout(resolve, 100))
    })
    expect(seen.length).toBeGreaterThanOrEqual(3)
  })

  it("cuts off whom a handler reports", async () => {
    for (let times = 0; times < 3; times++) bob.penalize(malloryId(), "forgery")
    await vi.waitFor(() => expect(bob.peers()).toEqual([carol.nodeId]), 10_000)
  })
})

import type { NodeId } from "@sextant/wire/l2Event"
// biome-ignore lint/correctness/noUndeclaredDependencies: a test tool; this file is no *.test.ts because other implementations run it too
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { Network } from "../src/ports.ts"

const bytes = (...values: number[]) => new Uint8Array(values)
const PROTOCOL = "/sextant/test/echo/1"
const TOPIC = "sextant/test/news/1"

/** What every implementation of the `Network` port must do. `create` gives unstarted networks that can reach each other. */
export function describeNetwork(name: string, create: (count: number) => Promise<readonly Network[]>): void {
  describe(`${name} as a Network`, () => {
    let networks: readonly Network[] = []
    let alice: Network
    let bob: Network
    let carol: Network

    const contactOf = (network: Network) => ({
      nodeId: network.nodeId,
      host: "127.0.0.1",
      peerPort: network.peerPort(),
    })
    const untilConnected = (count: number) =>
      vi.waitFor(() => {
        for (const network of networks) expect(network.peers().length).toBe(count)
      }, 10_000)

    beforeEach(async () => {
      networks = await create(3)
      for (const network of networks) await network.start()
      ;[alice, bob, carol] = networks as [Network, Network, Network]
      for (const left of networks) for (const right of networks) left.connect(contactOf(right))
      await untilConnected(2)
    })
    afterEach(async () => {
      await Promise.all(networks.map((network) => network.stop()))
    })

    it("carries a question and its answer and names the asker", async () => {
      await bob.handle(PROTOCOL, async (from, body) => {
        expect(from).toBe(alice.nodeId)
        return bytes(...body, 9)
      })
      const answer = alice.request(bob.nodeId, { protocol: PROTOCOL, body: bytes(1, 2), timeoutMs: 5_000 })
      await expect(answer).resolves.toEqual(bytes(1, 2, 9))
    })

    it("carries many questions at once, answers in any order, also large and empty ones", async () => {
      await bob.handle(PROTOCOL, async (_, body) => {
        await new Promise((resolve) => setTimeout(resolve, (body[0] ?? 0) % 7))
        return body
      })
      const bodies = Array.from({ length: 60 }, (_, index) => new Uint8Array(index * 1_000).fill(index))
      const answers = await Promise.all(
        bodies.map((body) => alice.request(bob.nodeId, { protocol: PROTOCOL, body, timeoutMs: 10_000 })),
      )
      expect(answers.map((answer) => answer.length)).toEqual(bodies.map((body) => body.length))
      expect(answers.every((answer, index) => answer.every((byte) => byte === index))).toBe(true)
    })

    it("tells a refusal, a silence and an absence apart", async () => {
      await bob.handle(PROTOCOL, async (_, body) => {
        if (body[0] === 1) throw new Error("no")
        return new Promise<Uint8Array>(() => undefined)
      })
      const ask = (to: NodeId, body: Uint8Array) =>
        alice.request(to, { protocol: PROTOCOL, body, timeoutMs: 200 })
      await expect(ask(bob.nodeId, bytes(1))).rejects.toMatchObject({ code: "network/refused" })
      await expect(ask(bob.nodeId, bytes(2))).rejects.toMatchObject({ code: "network/timeout" })
      await expect(ask("ab".repeat(32) as NodeId, bytes(1))).rejects.toMatchObject({
        code: "network/unreachable",
      })
    })

    it("refuses a protocol the peer does not speak", async () => {
      const ask = alice.request(bob.nodeId, { protocol: "/sextant/none/1", body: bytes(1), timeoutMs: 2_000 })
      await expect(ask).rejects.toMatchObject({
        code: expect.stringMatching(/^network\/(unreachable|refused)$/),
      })
    })

    it("delivers one-way messages in order", async () => {
      const seen: number[] = []
      await bob.onMessage(PROTOCOL, (_, body) => void seen.push(body[0] ?? -1))
      expect(alice.send(bob.nodeId, PROTOCOL, bytes(0))).toBe(true)
      await vi.waitFor(() => expect(seen).toEqual([0]))
      for (let index = 1; index < 200; index++) alice.send(bob.nodeId, PROTOCOL, bytes(index))
      await vi.waitFor(() => expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => index)))
    })

    it("says false for a message that it drops at once", () => {
      expect(alice.send("ab".repeat(32) as NodeId, PROTOCOL, bytes(1))).toBe(false)
    })

    it("gossips to every subscriber but the sender, once, and relays only what was accepted", async () => {
      const seen: Record<string, number[]> = { bob: [], carol: [], alice: [] }
      const listen = (network: Network, who: string) =>
        network.subscribe(TOPIC, async (_, body) => {
          seen[who]?.push(body[0] ?? -1)
          return "accept"
        })
      listen(alice, "alice")
      listen(bob, "bob")
      listen(carol, "carol")
      let news = 0
      await vi.waitFor(
        async () => {
          await alice.publish(TOPIC, bytes(++news))
          expect(seen["bob"]).not.toEqual([])
          expect(seen["carol"]).not.toEqual([])
        },
        { timeout: 10_000, interval: 100 },
      )
      await alice.publish(TOPIC, bytes(200))
      await vi.waitFor(() => {
        expect(seen["bob"]).toContain(200)
        expect(seen["carol"]).toContain(200)
      }, 5_000)
      for (const who of ["bob", "carol"]) expect(new Set(seen[who]).size).toBe(seen[who]?.length)
      expect(seen["alice"]).toEqual([])
    })

    it("loses and finds a peer again", async () => {
      await bob.handle(PROTOCOL, async (_, body) => body)
      await carol.stop()
      await vi.waitFor(() => expect(alice.peers()).toEqual([bob.nodeId]), 10_000)
      await carol.start()
      carol.connect(contactOf(bob))
      carol.connect(contactOf(alice))
      await untilConnected(2)
      const answer = carol.request(bob.nodeId, { protocol: PROTOCOL, body: bytes(5), timeoutMs: 5_000 })
      await expect(answer).resolves.toEqual(bytes(5))
    })

    it("stops twice without complaint", async () => {
      await alice.stop()
      await alice.stop()
      expect(alice.peers()).toEqual([])
    })
  })
}

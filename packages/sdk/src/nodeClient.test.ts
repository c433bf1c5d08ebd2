import { describe, expect, it } from "vitest"
import type { Fetch } from "./getJson.ts"
import { createNodeClient } from "./nodeClient.ts"

const account = { address: `0x${"ab".repeat(20)}`, lifetimeAmountAtomic: "12345678901234567890" }
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

/** A network of nodes: host name → what it answers. Records who was asked. */
function network(hosts: Readonly<Record<string, () => Promise<Response> | Response>>) {
  const asked: string[] = []
  const fetch: Fetch = async (url) => {
    asked.push(url)
    const host = hosts[new URL(url).hostname]
    if (host === undefined) throw new TypeError("fetch failed")
    return host()
  }
  return { fetch, asked }
}

const urls = ["http://a", "http://b/", "http://c"]
const read = (fetch: Fetch, more = {}) =>
  createNodeClient({ fetch }, { urls, ...more }).account(account.address)

describe("createNodeClient", () => {
  it("parses an answer and keeps amounts exact", async () => {
    const { fetch, asked } = network({ a: () => json(account) })
    expect(await read(fetch)).toEqual(account)
    expect(asked).toEqual([`http://a/v1/accounts/${account.address}`])
  })

  it("asks the next node when one is down, and stays with the one that answered", async () => {
    const { fetch, asked } = network({ b: () => json(account) })
    const client = createNodeClient({ fetch }, { urls })
    await client.account(account.address)
    await client.account(account.address)
    expect(asked.map((url) => new URL(url).hostname)).toEqual(["a", "b", "b"])
  })

  it("asks the next node when one answers nonsense or fails", async () => {
    const { fetch } = network({
      a: () => new Response("<html>"),
      b: () => json({ error: { code: "x/y", message: "down" } }, 503),
      c: () => json(account),
    })
    expect(await read(fetch)).toEqual(account)
  })

  it("believes not-found only when no node has the answer", async () => {
    const missing = () => json({ error: { code: "account/unknown", message: "no" } }, 404)
    const lagging = network({ a: missing, b: () => json(account), c: missing })
    expect(await read(lagging.fetch)).toEqual(account)
    const all = network({ a: missing, c: missing })
    await expect(read(all.fetch)).rejects.toMatchObject({
      code: "node/not-found",
      meta: { remoteCode: "account/unknown" },
    })
    expect(all.asked).toHaveLength(3)
  })

  it("does not repeat a refused request elsewhere", async () => {
    const { fetch, asked } = network({ a: () => json({}, 400), b: () => json(account) })
    await expect(read(fetch)).rejects.toMatchObject({ code: "node/refused", retryable: false })
    expect(asked).toHaveLength(1)
  })

  it("refuses an answer of another shape", async () => {
    const { fetch } = network({ a: () => json({ ...account, lifetimeAmountAtomic: -1 }) })
    await expect(createNodeClient({ fetch }, { urls: ["http://a"] }).account("0x")).rejects.toMatchObject({
      code: "node/bad-answer",
    })
  })

  it("stops reading an answer that is too large", async () => {
    const { fetch } = network({ a: () => new Response("x".repeat(5000)) })
    const client = createNodeClient({ fetch }, { urls: ["http://a"], sizeBytesMax: 1000 })
    await expect(client.status()).rejects.toMatchObject({
      code: "node/bad-answer",
      meta: { sizeBytesMax: 1000 },
    })
  })

  it("gives up on a silent node after the timeout", async () => {
    const silent: Fetch = (_url, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
    const client = createNodeClient({ fetch: silent }, { urls: ["http://a"], timeoutMs: 20 })
    await expect(client.status()).rejects.toMatchObject({ code: "node/timeout", retryable: true })
  })

  it("lets the caller's abort through at once", async () => {
    const silent: Fetch = (_url, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
    const stopping = new AbortController()
    const asking = createNodeClient({ fetch: silent }, { urls }).status({ signal: stopping.signal })
    stopping.abort(new Error("stop"))
    await expect(asking).rejects.toThrow("stop")
  })

  it("refuses an empty or foreign list of addresses", () => {
    const { fetch } = network({})
    expect(() => createNodeClient({ fetch }, { urls: [] })).toThrow(
      expect.objectContaining({ code: "node/no-urls" }),
    )
    expect(() => createNodeClient({ fetch }, { urls: ["ftp://a"] })).toThrow(
      expect.objectContaining({ code: "node/bad-url" }),
    )
  })
})

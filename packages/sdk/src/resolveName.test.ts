import { bytesToHex } from "@sextant/shared/bytes"
import { type AccountId, parseAccountId } from "@sextant/wire/accountId"
import type { Name } from "@sextant/wire/name"
import { encryptName } from "@sextant/wire/nameRecord"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Fetch } from "./getJson.ts"
import { resolveName } from "./resolveName.ts"

const accountId = parseAccountId(`05${"ab".repeat(32)}`)
const liarsAccount = parseAccountId(`05${"cd".repeat(32)}`)

function recordOf(account: AccountId, name = "test"): { encrypted_value: string; nonce: string } {
  const record = encryptName({ name: name as Name, accountId: account, nonce: new Uint8Array(24).fill(7) })
  return { encrypted_value: bytesToHex(record.subarray(0, 49)), nonce: bytesToHex(record.subarray(49)) }
}

type Behaviour = "true" | "lie" | "empty" | "hang" | "down" | "behind" | "refuse" | "nonsense" | "html"

const bodies: Readonly<Partial<Record<Behaviour, [unknown, number?]>>> = {
  true: [{ jsonrpc: "2.0", id: 0, result: recordOf(accountId) }],
  lie: [{ jsonrpc: "2.0", id: 0, result: recordOf(liarsAccount) }],
  empty: [{ jsonrpc: "2.0", id: 0, result: {} }],
  behind: [{ jsonrpc: "2.0", id: 0, error: { code: -32_000, message: "not yet" } }, 503],
  refuse: [
    { jsonrpc: "2.0", id: 0, error: { code: -1, message: "no", data: { code: "request/bad-name-type" } } },
  ],
  nonsense: [{ jsonrpc: "2.0", id: 0, result: { encrypted_value: "ab", nonce: 5 } }],
}

function network(nodes: readonly Behaviour[]) {
  const asked: { url: string; body: unknown }[] = []
  let aborted = 0
  const fetch: Fetch = async (url, { signal, body }) => {
    asked.push({ url, body: JSON.parse(body ?? "") })
    const behaviour = nodes[Number(new URL(url).hostname.slice(1))]
    if (behaviour === "down") throw new TypeError("fetch failed")
    if (behaviour === "html") return new Response("<html>", { status: 200 })
    if (behaviour === "hang")
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => {
          aborted++
          reject(signal.reason)
        }),
      )
    const [answer, status = 200] = bodies[behaviour ?? "empty"] ?? []
    return new Response(JSON.stringify(answer), { status })
  }
  return { fetch, asked, aborted: () => aborted, urls: nodes.map((_, index) => `http://n${index}`) }
}

const resolve = (nodes: readonly Behaviour[], more: Partial<Parameters<typeof resolveName>[1]> = {}) => {
  const { fetch, urls } = network(nodes)
  return resolveName({ fetch }, { name: "test", urls, timeoutMs: 20, ...more })
}

describe("resolveName", () => {
  it("asks as existing clients do and believes the majority", async () => {
    const { fetch, urls, asked } = network(["true", "lie", "true"])
    const found = await resolveName({ fetch }, { name: "TEST", urls })
    expect(found).toMatchObject({ kind: "resolved", accountId, agreed: ["http://n0", "http://n2"] })
    expect(asked[0]).toEqual({
      url: "http://n0/json_rpc",
      body: {
        jsonrpc: "2.0",
        id: 0,
        method: "ons_resolve",
        params: { type: 0, name_hash: "kosgNmlD4q/RHrwOri5TqTvxd6T881vMZNUDcE5l4gI=" },
      },
    })
  })

  it("names who said otherwise and why others did not count", async () => {
    const found = await resolve(["lie", "down", "behind", "empty", "true", "true", "true", "true", "true"])
    expect(found).toMatchObject({
      kind: "resolved",
      agreed: ["http://n4", "http://n5", "http://n6", "http://n7", "http://n8"],
    })
    const others = found.kind === "resolved" ? found.others : []
    expect(new Map(others.map((reply) => [reply.url, reply.kind]))).toEqual(
      new Map([
        ["http://n0", "record"],
        ["http://n1", "failed"],
        ["http://n2", "failed"],
        ["http://n3", "empty"],
      ]),
    )
  })

  it("does not wait for silent nodes once enough agree, and stops asking them", async () => {
    const { fetch, urls, aborted } = network(["hang", "true", "true", "hang", "true"])
    const found = await resolveName({ fetch }, { name: "test", urls, timeoutMs: 60_000 })
    expect(found).toMatchObject({ kind: "resolved", accountId, others: [] })
    expect(aborted()).toBe(2)
  })

  it("is undecided at once when no answer can win any more", async () => {
    const found = await resolve(["true", "lie", "empty", "hang"], { timeoutMs: 60_000 })
    expect(found.kind).toBe("undecided")
    expect(found.kind === "undecided" && found.replies).toHaveLength(3)
  })

  it("counts nodes that fail in any way as no vote, never as an empty answer", async () => {
    for (const broken of ["down", "hang", "behind", "refuse", "nonsense", "html"] as const) {
      expect((await resolve([broken, broken, "empty"])).kind).toBe("undecided")
      expect((await resolve([broken, "true", "true"])).kind).toBe("resolved")
    }
  })

  it("says not registered only by majority", async () => {
    expect(await resolve(["empty", "true", "empty"])).toMatchObject({ kind: "notRegistered" })
    expect((await resolve(["empty", "true"])).kind).toBe("undecided")
  })

  it("says so when the agreed record was made for another name", async () => {
    const { fetch, urls } = network(["true", "true", "true"])
    expect((await resolveName({ fetch }, { name: "other", urls })).kind).toBe("unreadable")
  })

  it("never resolves to what half of the nodes or fewer say", async () => {
    const behaviours = fc.constantFrom<Behaviour>("true", "lie", "empty", "down", "refuse", "nonsense")
    await fc.assert(
      fc.asyncProperty(fc.array(behaviours, { minLength: 1, maxLength: 9 }), async (nodes) => {
        const found = await resolve(nodes)
        const share = (behaviour: Behaviour) =>
          nodes.filter((one) => one === behaviour).length * 2 > nodes.length
        const expected =
          share("true") || share("lie") ? "resolved" : share("empty") ? "notRegistered" : "undecided"
        expect(found.kind).toBe(expected)
        if (found.kind === "resolved") expect(found.accountId).toBe(share("true") ? accountId : liarsAccount)
      }),
      { numRuns: 200 },
    )
  })

  it("asks an address given twice once, so that it has one vote", async () => {
    const { fetch } = network(["lie", "true", "true"])
    const urls = ["http://n0", "http://n0/", "http://n0", "http://n1", "http://n2"]
    expect(await resolveName({ fetch }, { name: "test", urls })).toMatchObject({
      kind: "resolved",
      accountId,
    })
  })

  it("takes a higher bar and refuses one that half of the nodes could pass", async () => {
    expect((await resolve(["true", "true", "lie"], { agreeMin: 3 })).kind).toBe("undecided")
    expect((await resolve(["true", "true", "true"], { agreeMin: 3 })).kind).toBe("resolved")
    for (const agreeMin of [1, 2.5, 4, Number.NaN])
      await expect(resolve(["true", "true", "lie"], { agreeMin })).rejects.toMatchObject({
        code: "name/bad-majority",
      })
  })

  it("refuses what is no name, and no nodes", async () => {
    await expect(resolve(["true"], { name: "a.b" })).rejects.toMatchObject({ code: "name/invalid" })
    await expect(resolve([])).rejects.toMatchObject({ code: "node/no-urls" })
  })

  it("lets the caller's abort through", async () => {
    const stopping = new AbortController()
    const asking = resolve(["hang", "hang"], { signal: stopping.signal, timeoutMs: 60_000 })
    stopping.abort(new Error("stop"))
    await expect(asking).rejects.toThrow("stop")
    await expect(resolve(["true"], { signal: stopping.signal })).rejects.toThrow("stop")
  })
})

import { bytesToBase64, bytesToHex } from "@sextant/shared/bytes"
import { loadPreset } from "@sextant/shared/params"
import { unixMs } from "@sextant/shared/units"
import { accountIdOfKey } from "@sextant/wire/accountId"
import { entitlementSchema, nameSchema } from "@sextant/wire/rpc/namesApi"
import { errorSchema } from "@sextant/wire/rpc/nodeApi"
import { afterEach, describe, expect, it } from "vitest"
import { silentLogger } from "../../test/silentLogger.ts"
import type { Clock } from "../ports.ts"
import { systemClock } from "../systemClock.ts"
import { createPromMetrics } from "./createPromMetrics.ts"
import { createRpcServer, type RpcServer } from "./createRpcServer.ts"
import { createNameQueries, type NamesSource } from "./nameQueries.ts"
import type { NodeQueries } from "./queries.ts"
import { createRequestBudget } from "./requestBudget.ts"

const record = Uint8Array.from({ length: 73 }, (_, index) => index)
const held = new Uint8Array(32).fill(1)
const bare = new Uint8Array(32).fill(2)
const free = new Uint8Array(32).fill(3)
const pro = accountIdOfKey(held)
const standard = accountIdOfKey(free)

const source: NamesSource = {
  asOf: () => ({ l2Height: 41, timestampS: 1_000 }),
  resolve(nameHash) {
    if (nameHash[0] === held[0]) return { state: "active", expiresAtS: 2_000, record }
    return nameHash[0] === bare[0] ? { state: "grace", expiresAtS: 900, record: undefined } : undefined
  },
  proOf: (accountId) => (accountId === pro ? { expiresAtS: 3_000 } : undefined),
}
const unread: NamesSource = { asOf: () => undefined, resolve: () => undefined, proOf: () => undefined }

describe("the routes of names", () => {
  let server: RpcServer | undefined
  const serve = async (names: NamesSource = source, clock: Clock = systemClock) => {
    const deps = {
      logger: silentLogger,
      metrics: createPromMetrics(),
      clock,
      queries: {} as NodeQueries,
      names: createNameQueries(names, loadPreset("devnet").messageLimits),
    }
    server = createRpcServer(deps, { host: "127.0.0.1", port: 0 })
    await server.start()
  }
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${server?.port()}${path}`, init)
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  const post = (body: string, headers: Record<string, string> = { "content-type": "application/json" }) =>
    ask("/json_rpc", { method: "POST", body, headers })
  const resolveName = (params: unknown, id: unknown = 7) =>
    post(JSON.stringify({ jsonrpc: "2.0", id, method: "ons_resolve", params }))
  const codeOf = (answer: { status: number; body: unknown }) => [
    answer.status,
    errorSchema.parse(answer.body).error.code,
  ]
  afterEach(async () => {
    await server?.stop()
  })

  it("gives a record to ons_resolve by base64, with and without padding, and by hex", async () => {
    await serve()
    const base64 = bytesToBase64(held)
    for (const name_hash of [
      base64,
      base64.replace("=", ""),
      bytesToHex(held),
      bytesToHex(held).toUpperCase(),
    ]) {
      const answer = await resolveName({ type: 0, name_hash })
      expect([answer.status, answer.body]).toEqual([
        200,
        {
          jsonrpc: "2.0",
          id: 7,
          result: {
            encrypted_value: bytesToHex(record.subarray(0, 49)),
            nonce: bytesToHex(record.subarray(49)),
          },
        },
      ])
      expect(answer.headers.get("x-names-as-of")).toBe("41")
    }
  })

  it("gives an empty result for a name that is free or holds no record", async () => {
    await serve()
    for (const nameHash of [free, bare]) {
      const { body } = await resolveName({ type: 0, name_hash: bytesToBase64(nameHash) }, "a")
      expect(body).toEqual({ jsonrpc: "2.0", id: "a", result: {} })
    }
  })

  it("refuses other types and hashes that are none, in the form of JSON-RPC", async () => {
    await serve()
    const name_hash = bytesToBase64(held)
    const cases: [unknown, string][] = [
      [{ type: 2, name_hash }, "request/bad-name-type"],
      [{ type: "0", name_hash }, "request/bad-name-type"],
      [{ name_hash }, "request/bad-name-type"],
      [{ type: 0 }, "request/bad-name-hash"],
      [{ type: 0, name_hash: 5 }, "request/bad-name-hash"],
      [{ type: 0, name_hash: "" }, "request/bad-name-hash"],
      [{ type: 0, name_hash: name_hash.slice(4) }, "request/bad-name-hash"],
      [{ type: 0, name_hash: `${name_hash.slice(0, 42)}*=` }, "request/bad-name-hash"],
      [{ type: 0, name_hash: "z".repeat(64) }, "request/bad-name-hash"],
      [{ type: 0, name_hash: "A".repeat(3_000) }, "request/bad-name-hash"],
      [[0, name_hash], "request/bad-params"],
      [undefined, "request/bad-params"],
      [null, "request/bad-params"],
    ]
    for (const [params, code] of cases) {
      const { status, body } = await resolveName(params)
      expect([status, body]).toEqual([
        200,
        { jsonrpc: "2.0", id: 7, error: { code: -1, message: expect.any(String), data: { code } } },
      ])
    }
  })

  it("speaks JSON-RPC also about what is no request", async () => {
    await serve()
    const errorOf = async (body: string, headers?: Record<string, string>) =>
      (await post(body, headers)).body as { id: unknown; error: { code: number } }
    const told = async (body: string, headers?: Record<string, string>) => {
      const { id, error } = await errorOf(body, headers)
      return [id, error.code]
    }
    expect(await told("{")).toEqual([null, -32_700])
    expect(await told("")).toEqual([null, -32_700])
    expect(await told("[]")).toEqual([null, -32_600])
    expect(await told("null")).toEqual([null, -32_600])
    expect(await told('{"id":1}')).toEqual([1, -32_600])
    expect(await told('{"id":{},"method":"ons_resolve"}')).toEqual([null, -32_600])
    expect(await told('{"id":1,"method":"toString"}')).toEqual([1, -32_601])
    expect(await told('{"method":"get_info","params":{}}', { "content-type": "text/plain" })).toEqual([
      null,
      -32_601,
    ])
  })

  it("refuses a body beyond its limit before it is read", async () => {
    await serve()
    expect(codeOf(await post("x".repeat(5_000)))).toEqual([413, "request/too-large"])
  })

  it("tells a name with its state, and the time by which it is judged", async () => {
    await serve()
    expect(nameSchema.parse((await ask(`/v1/names/${bytesToHex(held)}`)).body)).toEqual({
      nameHash: bytesToHex(held),
      state: "active",
      expiresAtS: 2_000,
      record: { encryptedValue: bytesToHex(record.subarray(0, 49)), nonce: bytesToHex(record.subarray(49)) },
      asOf: 41,
      asOfTimestampS: 1_000,
    })
    expect((await ask(`/v1/names/${bytesToHex(bare)}`)).body).toMatchObject({ state: "grace", record: null })
    const unknown = await ask(`/v1/names/${bytesToHex(free)}`)
    expect(codeOf(unknown)).toEqual([404, "name/unknown"])
    expect(unknown.body).toMatchObject({ error: { meta: { asOf: 41 } } })
    expect(codeOf(await ask("/v1/names/abc"))).toEqual([400, "request/bad-name-hash"])
  })

  it("tells an account's pass and its limits", async () => {
    await serve()
    const limits = loadPreset("devnet").messageLimits
    expect(entitlementSchema.parse((await ask(`/v1/entitlements/${pro.toUpperCase()}`)).body)).toEqual({
      accountId: pro,
      pro: { expiresAtS: 3_000 },
      limits: limits.pro,
      asOf: 41,
      asOfTimestampS: 1_000,
    })
    expect((await ask(`/v1/entitlements/${standard}`)).body).toMatchObject({
      pro: null,
      limits: limits.standard,
    })
    expect(codeOf(await ask(`/v1/entitlements/03${"ab".repeat(32)}`))).toEqual([
      400,
      "request/bad-account-id",
    ])
  })

  it("says 503 and not that a name is free while nothing has been read", async () => {
    await serve(unread)
    expect(codeOf(await ask(`/v1/names/${bytesToHex(held)}`))).toEqual([503, "names/not-read"])
    expect(codeOf(await ask(`/v1/entitlements/${pro}`))).toEqual([503, "names/not-read"])
    const answer = await resolveName({ type: 0, name_hash: bytesToBase64(held) })
    expect([answer.status, answer.body]).toMatchObject([
      503,
      { id: 7, error: { code: -32_000, data: { code: "names/not-read" } } },
    ])
  })

  it("says slow down to who asks too much", async () => {
    await serve(source, { ...systemClock, nowMs: () => unixMs(0) })
    const answers = await Promise.all(
      Array.from({ length: 450 }, () =>
        fetch(`http://127.0.0.1:${server?.port()}/v1/entitlements/${standard}`),
      ),
    )
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(50)
    expect(codeOf({ status: 429, body: await refused[0]?.json() })).toEqual([429, "request/too-many"])
  })

  it("lets pages of other origins post", async () => {
    await serve()
    const { headers, status } = await fetch(`http://127.0.0.1:${server?.port()}/json_rpc`, {
      method: "OPTIONS",
    })
    expect([
      status,
      headers.get("access-control-allow-methods"),
      headers.get("access-control-allow-headers"),
    ]).toEqual([204, "GET, POST", "content-type"])
  })
})

describe("createRequestBudget", () => {
  it("gives each caller a burst, then a rate, and forgets who asked longest ago", () => {
    let nowMs = 0
    const clock = { nowMs: () => unixMs(nowMs) }
    const mayAsk = createRequestBudget(clock, { perSecond: 2, burst: 3, callersMax: 2 })
    const ask = (caller: string, count: number) =>
      Array.from({ length: count }, () => mayAsk(caller)).filter(Boolean)
    expect(ask("a", 5)).toHaveLength(3)
    expect(ask("b", 5)).toHaveLength(3)
    nowMs = 1_000
    expect(ask("a", 5)).toHaveLength(2)
    nowMs = 100_000
    expect(ask("a", 5)).toHaveLength(3)
    ask("c", 1)
    expect(ask("b", 5)).toHaveLength(3)
  })
})

import { loadPreset } from "@sextant/shared/params"
import { errorSchema } from "@sextant/wire/rpc/nodeApi"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { silentLogger } from "../../test/silentLogger.ts"
import { systemClock } from "../systemClock.ts"
import { createPromMetrics } from "./createPromMetrics.ts"
import { createRpcServer, type RpcServer } from "./createRpcServer.ts"
import { createNameQueries } from "./nameQueries.ts"
import type { NodeQueries } from "./queries.ts"

const status = {
  nodeId: "ab".repeat(32),
  version: "0.1.0",
  networkId: "cd".repeat(32),
  height: 7,
  finalizedHeight: 7,
  view: 2,
  epoch: 0,
  l2: { number: 3, hash: `0x${"ef".repeat(32)}` },
  peers: 3,
  syncing: false,
}

const noNames = { asOf: () => undefined, resolve: () => undefined, proOf: () => undefined }

function queriesWith(change: Partial<NodeQueries>): NodeQueries {
  return {
    status: () => status,
    block: () => undefined,
    blocks: () => [],
    nodes: () => undefined,
    node: () => undefined,
    obligations: () => undefined,
    snapshot: async () => undefined,
    snapshots: async () => [],
    account: async () => undefined,
    exit: async () => undefined,
    unreadyReason: () => undefined,
    ...change,
  }
}

describe("createRpcServer", () => {
  let server: RpcServer | undefined
  const serve = async (change: Partial<NodeQueries> = {}) => {
    const deps = {
      logger: silentLogger,
      metrics: createPromMetrics(),
      clock: systemClock,
      queries: queriesWith(change),
      names: createNameQueries(noNames, loadPreset("devnet").messageLimits),
    }
    server = createRpcServer(deps, { host: "127.0.0.1", port: 0 })
    await server.start()
  }
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${server?.port()}${path}`, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text }
  }
  const errorOf = async (path: string, init?: RequestInit) => {
    const answer = await get(path, init)
    return [answer.status, errorSchema.parse(JSON.parse(answer.text)).error.code]
  }
  beforeEach(() => {
    server = undefined
  })
  afterEach(async () => {
    await server?.stop()
  })

  it("answers the status to every origin", async () => {
    await serve()
    const answer = await get("/v1/status")
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, status])
    expect(answer.headers.get("access-control-allow-origin")).toBe("*")
    expect((await get("/v1/status", { method: "OPTIONS" })).status).toBe(204)
  })

  it("refuses heights, nodes, addresses and pages that are not spelled as such", async () => {
    await serve()
    for (const height of ["-1", "1.5", "0x10", "01", "9007199254740993", "LATEST", "1e3", "%20"])
      expect([height, ...(await errorOf(`/v1/blocks/${height}`))]).toEqual([
        height,
        400,
        "request/bad-height",
      ])
    for (const node of ["0", "zz", "ab".repeat(31), "-5", "1.0"])
      expect([node, ...(await errorOf(`/v1/nodes/${node}`))]).toEqual([node, 400, "request/bad-node"])
    for (const address of ["0x12", "ab".repeat(20), `0x${"zz".repeat(20)}`])
      expect([address, ...(await errorOf(`/v1/accounts/${address}`))]).toEqual([
        address,
        400,
        "request/bad-address",
      ])
    for (const page of ["limit=0", "limit=101", "from=-1", "limit=1&limit=2", "other=1", "limit=ten"])
      expect([page, (await errorOf(`/v1/blocks?${page}`))[0]]).toEqual([page, 400])
  })

  it("hands parsed parameters on", async () => {
    const seen: unknown[] = []
    await serve({
      block: (at) => void seen.push(at),
      blocks: (page) => {
        seen.push(page)
        return []
      },
      node: (name) => void seen.push(name),
      account: async (address) => void seen.push(address),
    })
    await get("/v1/blocks/12")
    await get("/v1/blocks/latest")
    await get("/v1/blocks?from=5&limit=100")
    await get(`/v1/nodes/${"AB".repeat(32)}`)
    await get("/v1/nodes/7")
    await get(`/v1/accounts/0x${"AB".repeat(20)}`)
    expect(seen).toEqual([
      12,
      "latest",
      { from: 5, limit: 100 },
      { kind: "nodeId", nodeId: "ab".repeat(32) },
      { kind: "registryId", registryId: 7 },
      `0x${"ab".repeat(20)}`,
    ])
  })

  it("says 404 for what does not exist and 503 for what cannot be known yet", async () => {
    await serve()
    expect(await errorOf("/v1/blocks/99")).toEqual([404, "block/unknown"])
    expect(await errorOf("/v1/snapshots/latest")).toEqual([404, "snapshot/unknown"])
    expect(await errorOf("/v1/exits/3")).toEqual([404, "exit/unknown"])
    expect(await errorOf("/v1/none")).toEqual([404, "request/unknown-route"])
    expect(await errorOf(`/v1/nodes/${"a".repeat(200)}`)).toEqual([400, "request/bad-body"])
    await server?.stop()
    await serve({ status: () => undefined, unreadyReason: () => "waiting for the network to start" })
    expect(await errorOf("/v1/status")).toEqual([503, "chain/not-started"])
    expect(await errorOf("/v1/blocks/99")).toEqual([503, "chain/not-started"])
    expect((await get("/readyz")).status).toBe(503)
    expect((await get("/healthz")).status).toBe(200)
  })

  it("hides what went wrong inside", async () => {
    await serve({
      nodes: () => {
        throw new Error("secret path /home/x")
      },
    })
    const answer = await get("/v1/nodes")
    expect(answer.status).toBe(500)
    expect(answer.text).not.toContain("secret")
  })

  it("refuses bodies and methods it has no use for, and broken URLs", async () => {
    await serve()
    const big = { method: "POST", body: "x".repeat(200_000), headers: { "content-type": "application/json" } }
    expect((await errorOf("/v1/status", big))[0]).toBeGreaterThanOrEqual(400)
    expect((await errorOf("/v1/blocks/%"))[0]).toBe(400)
  })

  it("shows metrics as Prometheus text", async () => {
    await serve()
    await get("/v1/status")
    const answer = await get("/metrics")
    expect(answer.text).toContain("sextant_http_request_duration_seconds_count")
  })
})

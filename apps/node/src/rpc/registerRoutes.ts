import type { FastifyInstance, FastifyReply } from "fastify"
import type { Metrics } from "../ports.ts"
import { RpcError, type RpcErrorCode } from "./errors.ts"
import { parseAccount, parseHeightOrLatest, parseNodeName, parsePage } from "./parseParams.ts"
import type { NodeQueries } from "./queries.ts"

export type RoutesDeps = { readonly queries: NodeQueries; readonly metrics: Metrics }

type HeightParams = { Params: { height: string } }
type NodeParams = { Params: { nodeId: string } }
type AddressParams = { Params: { address: string } }
type PageQuery = { Querystring: Record<string, unknown> }

/** Every route of the node's own API. Answers that cannot change any more may be cached. */
export function registerRoutes(server: FastifyInstance, deps: RoutesDeps): void {
  const { queries, metrics } = deps
  server.get("/v1/status", async () => found(queries.status(), "chain/not-started"))
  server.get<HeightParams>("/v1/blocks/:height", async ({ params }, reply) => {
    const at = parseHeightOrLatest(params.height)
    const block = known(queries, queries.block(at), "block/unknown")
    if (at !== "latest") cacheForEver(reply)
    return block
  })
  server.get<PageQuery>("/v1/blocks", async ({ query }) => ({ blocks: queries.blocks(parsePage(query)) }))
  server.get("/v1/nodes", async () => found(queries.nodes(), "chain/not-started"))
  server.get<NodeParams>("/v1/nodes/:nodeId", async ({ params }) =>
    known(queries, queries.node(parseNodeName(params.nodeId)), "node/unknown"),
  )
  server.get<NodeParams>("/v1/nodes/:nodeId/obligations", async ({ params }) =>
    known(queries, queries.obligations(parseNodeName(params.nodeId)), "node/unknown"),
  )
  server.get<HeightParams>("/v1/snapshots/:height", async ({ params }) =>
    known(queries, await queries.snapshot(parseHeightOrLatest(params.height)), "snapshot/unknown"),
  )
  server.get<PageQuery>("/v1/snapshots", async ({ query }) => ({
    snapshots: await queries.snapshots(parsePage(query)),
  }))
  server.get<AddressParams>("/v1/accounts/:address", async ({ params }) =>
    found(await queries.account(parseAccount(params.address)), "chain/not-started"),
  )
  server.get<NodeParams>("/v1/exits/:nodeId", async ({ params }) =>
    known(queries, await queries.exit(parseNodeName(params.nodeId)), "exit/unknown"),
  )
  server.get("/healthz", async () => ({ alive: true }))
  server.get("/readyz", async (_, reply) => {
    const reason = queries.unreadyReason()
    if (reason !== undefined) reply.code(503)
    return reason === undefined ? { ready: true } : { ready: false, reason }
  })
  server.get("/metrics", async (_, reply) => {
    reply.type("text/plain; version=0.0.4; charset=utf-8")
    return metrics.text()
  })
}

function found<T>(value: T | undefined, code: RpcErrorCode): T {
  if (value === undefined) throw new RpcError(code)
  return value
}

/** Before the network has started nothing is unknown for good: the caller should come again. */
function known<T>(queries: NodeQueries, value: T | undefined, code: RpcErrorCode): T {
  if (value === undefined && queries.status() === undefined) throw new RpcError("chain/not-started")
  return found(value, code)
}

function cacheForEver(reply: FastifyReply): void {
  reply.header("cache-control", "public, max-age=31536000, immutable")
}

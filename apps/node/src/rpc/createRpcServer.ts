import fastify, { type FastifyInstance, type FastifyReply } from "fastify"
import type { Logger, Startable } from "../ports.ts"
import { RpcError } from "./errors.ts"
import { type NameRoutesDeps, registerNameRoutes } from "./registerNameRoutes.ts"
import { type RoutesDeps, registerRoutes } from "./registerRoutes.ts"

export type RpcServerDeps = RoutesDeps & NameRoutesDeps & { readonly logger: Logger }

export type RpcServerSettings = {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

export type RpcServer = Startable & { readonly port: () => number }

const BODY_BYTES_MAX = 64 * 1024
const PARAM_CHARACTERS_MAX = 128
const REQUEST_TIMEOUT_MS = 10_000
const CONNECTIONS_MAX = 512

/** The node's HTTP door. Reading is open to every origin: nothing here depends on who asks. */
export function createRpcServer(deps: RpcServerDeps, settings: RpcServerSettings): RpcServer {
  const server = buildServer(deps)
  let port = settings.port
  return {
    port: () => port,
    async start() {
      await server.listen({ host: settings.host, port: settings.port }).catch((cause: unknown) => {
        throw new RpcError("server/cannot-listen", { cause, meta: { ...settings } })
      })
      const address = server.server.address()
      if (typeof address === "object" && address !== null) port = address.port
    },
    async stop() {
      server.server.closeAllConnections()
      await server.close()
    },
  }
}

function buildServer(deps: RpcServerDeps): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: PARAM_CHARACTERS_MAX, ignoreTrailingSlash: true },
    frameworkErrors: (error, _, reply) => {
      const refusal = new RpcError("request/bad-body", { cause: error })
      void (reply as FastifyReply).code(refusal.status).send(toJson(refusal))
    },
  })
  server.server.maxConnections = CONNECTIONS_MAX
  server.addHook("onRequest", async (request, reply) => {
    reply.header("access-control-allow-origin", "*")
    reply.header("access-control-expose-headers", "x-names-as-of")
    reply.header("x-content-type-options", "nosniff")
    reply.header("cache-control", "no-store")
    if (request.method === "OPTIONS") {
      reply.header("access-control-allow-methods", "GET, POST")
      reply.header("access-control-allow-headers", "content-type")
      reply.header("access-control-max-age", "86400")
      return reply.code(204).send()
    }
  })
  server.addHook("onResponse", async (_, reply) => {
    deps.metrics.observe("http_request_duration_seconds", reply.elapsedTime / 1000)
  })
  server.setNotFoundHandler((_, reply) => {
    const error = new RpcError("request/unknown-route")
    void reply.code(error.status).send(toJson(error))
  })
  server.setErrorHandler((error, request, reply) => {
    const known = toRpcError(error)
    if (known.status >= 500 && known.code === "node/failed")
      deps.logger.error({ url: request.url, error: String(error) }, "could not answer a request")
    void reply.code(known.status).send(toJson(known))
  })
  registerRoutes(server, deps)
  registerNameRoutes(server, deps)
  return server
}

function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error
  const status = (error as { statusCode?: number }).statusCode
  if (status === 413) return new RpcError("request/too-large", { cause: error })
  if (status !== undefined && status < 500) return new RpcError("request/bad-body", { cause: error })
  return new RpcError("node/failed", { cause: error })
}

function toJson(error: RpcError) {
  const meta = Object.fromEntries(
    Object.entries(error.meta).map(([key, value]) => [
      key,
      typeof value === "bigint" ? String(value) : value,
    ]),
  )
  const hasMeta = Object.keys(meta).length > 0
  return { error: { code: error.code, message: error.summary, ...(hasMeta && { meta }) } }
}

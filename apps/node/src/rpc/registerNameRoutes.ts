import type { FastifyInstance, FastifyRequest } from "fastify"
import type { Clock } from "../ports.ts"
import { answerJsonRpc } from "./answerJsonRpc.ts"
import { RpcError } from "./errors.ts"
import type { NameQueries } from "./nameQueries.ts"
import { onsResolve } from "./onsResolve.ts"
import { parseAccountIdParam, parseNameHashHex } from "./parseParams.ts"
import { createRequestBudget } from "./requestBudget.ts"

export type NameRoutesDeps = { readonly names: NameQueries; readonly clock: Clock }

type NameParams = { Params: { nameHash: string } }
type AccountParams = { Params: { accountId: string } }

const JSON_RPC_BODY_BYTES_MAX = 4_096
const BUDGET = { perSecond: 100, burst: 400, callersMax: 10_000 }

/** Names and entitlements, and the JSON-RPC door through which existing clients resolve names. */
export function registerNameRoutes(server: FastifyInstance, { names, clock }: NameRoutesDeps): void {
  const mayAsk = createRequestBudget(clock, BUDGET)
  const onRequest = async (request: FastifyRequest) => {
    if (!mayAsk(request.ip)) throw new RpcError("request/too-many", { retryable: true })
  }
  server.get<NameParams>("/v1/names/:nameHash", { onRequest }, async ({ params }) =>
    names.name(parseNameHashHex(params.nameHash)),
  )
  server.get<AccountParams>("/v1/entitlements/:accountId", { onRequest }, async ({ params }) =>
    names.entitlement(parseAccountIdParam(params.accountId)),
  )
  const methods = { ons_resolve: (params: unknown) => onsResolve(names, params) }
  server.register(async (door) => {
    // JSON-RPC tells what is wrong with a body itself, and clients send it under various content types.
    door.removeAllContentTypeParsers()
    door.addContentTypeParser("*", { parseAs: "string" }, (_, body, done) => done(null, body))
    door.post("/json_rpc", { onRequest, bodyLimit: JSON_RPC_BODY_BYTES_MAX }, async ({ body }, reply) => {
      const answer = answerJsonRpc(methods, typeof body === "string" ? body : "")
      if ("result" in answer.body) reply.header(AS_OF_HEADER, String(names.asOf().asOf))
      return reply.code(answer.status).send(answer.body)
    })
  })
}

/** The L2 block up to which names are read: `ons_resolve` has no field for it. */
const AS_OF_HEADER = "x-names-as-of"

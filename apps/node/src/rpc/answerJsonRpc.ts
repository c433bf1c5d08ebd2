import { RpcError } from "./errors.ts"

/** Takes the request's `params`; what it returns is the `result`. Throws RpcError for what the caller did wrong. */
export type JsonRpcMethod = (params: unknown) => unknown

type JsonRpcId = string | number | null
type JsonRpcFailure = {
  readonly code: number
  readonly message: string
  readonly data?: { readonly code: string }
}
export type JsonRpcReply = {
  readonly status: number
  readonly body: { readonly jsonrpc: "2.0"; readonly id: JsonRpcId } & (
    | { readonly result: unknown }
    | { readonly error: JsonRpcFailure }
  )
}

/** Codes of the JSON-RPC 2.0 specification, and two of our own range. */
const UNREADABLE = -32_700
const NO_REQUEST = -32_600
const NO_SUCH_METHOD = -32_601
/** What existing clients know as a wrong parameter. */
const WRONG_PARAMETER = -1
const NOT_NOW = -32_000

/**
 * Answers one JSON-RPC 2.0 request. Batches are refused. Errors are told in the body with HTTP status 200, as callers expect;
 * only "ask again later" is a 503 also for who looks at the status alone.
 *
 * @throws whatever else than RpcError a method throws.
 */
export function answerJsonRpc(methods: Readonly<Record<string, JsonRpcMethod>>, text: string): JsonRpcReply {
  const request = parse(text)
  if (request === undefined) return failure(null, { code: UNREADABLE, message: "the body is not JSON" })
  const { id, method, params } = fieldsOf(request)
  if (typeof method !== "string" || id === undefined)
    return failure(id ?? null, {
      code: NO_REQUEST,
      message: "a request is one object with a method, and an id that is text or a number",
    })
  const answer = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (answer === undefined) return failure(id, { code: NO_SUCH_METHOD, message: "there is no such method" })
  try {
    return { status: 200, body: { jsonrpc: "2.0", id, result: answer(params) } }
  } catch (error) {
    if (!(error instanceof RpcError) || error.code === "node/failed") throw error
    const isLater = error.status === 503
    const told = {
      code: isLater ? NOT_NOW : WRONG_PARAMETER,
      message: error.summary,
      data: { code: error.code },
    }
    return { ...failure(id, told), status: isLater ? 503 : 200 }
  }
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** `id` is null when there is none, and undefined when it is nothing that may be sent back. */
function fieldsOf({ value }: { readonly value: unknown }): {
  readonly id: JsonRpcId | undefined
  readonly method?: unknown
  readonly params?: unknown
} {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { id: null }
  const { id = null, method, params } = value as Readonly<Record<string, unknown>>
  const isId = id === null || typeof id === "string" || typeof id === "number"
  return { id: isId ? id : undefined, method, params }
}

function failure(id: JsonRpcId, error: JsonRpcFailure): JsonRpcReply {
  return { status: 200, body: { jsonrpc: "2.0", id, error } }
}

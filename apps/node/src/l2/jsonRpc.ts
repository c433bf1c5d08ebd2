import { z } from "zod"
import { L2Error } from "./errors.ts"

/** One JSON-RPC endpoint. Rejects with L2Error l2/provider-failed or l2/bad-answer. */
export type Provider = {
  /** For logs: no path, no credentials. */
  readonly name: string
  readonly request: (method: string, params: readonly unknown[]) => Promise<unknown>
}

const answerSchema = z.object({
  result: z.unknown().optional(),
  error: z
    .object({ code: z.number().optional(), message: z.string(), data: z.unknown().optional() })
    .optional(),
})

const ANSWER_BYTES_MAX = 64 * 1024 * 1024

/** An HTTP endpoint. Each request has its own timeout; answers beyond 64 MiB are refused. */
export function createHttpProvider(url: string, timeoutMs: number): Provider {
  const name = new URL(url).host
  let nextId = 0
  return {
    name,
    async request(method, params) {
      const id = ++nextId
      const text = await post(url, JSON.stringify({ jsonrpc: "2.0", id, method, params }), {
        name,
        method,
        timeoutMs,
      })
      const answer = parseAnswer(text, { name, method })
      if (answer.error !== undefined) throw toError(answer.error, { name, method })
      return answer.result
    },
  }
}

type RpcError = { readonly code?: number | undefined; readonly message: string; readonly data?: unknown }

/** A revert is the contract's word and the same on every provider; anything else is this provider's trouble. */
function toError(error: RpcError, call: Call): L2Error {
  const isRevert = error.code === 3 || /revert/i.test(error.message)
  return new L2Error(isRevert ? "l2/contract-refused" : "l2/provider-failed", {
    cause: error,
    meta: {
      provider: call.name,
      method: call.method,
      rpcCode: error.code ?? 0,
      reason: error.message.slice(0, 300),
    },
    retryable: !isRevert,
  })
}

type Call = { readonly name: string; readonly method: string }

async function post(url: string, body: string, call: Call & { readonly timeoutMs: number }): Promise<string> {
  const meta = { provider: call.name, method: call.method }
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout(call.timeoutMs),
    })
    const sizeBytes = Number(response.headers.get("content-length") ?? 0)
    if (sizeBytes > ANSWER_BYTES_MAX) throw new L2Error("l2/bad-answer", { meta: { ...meta, sizeBytes } })
    const text = await response.text()
    if (!response.ok && !text.startsWith("{"))
      throw new L2Error("l2/provider-failed", { meta: { ...meta, status: response.status }, retryable: true })
    return text
  } catch (cause) {
    if (cause instanceof L2Error) throw cause
    throw new L2Error("l2/provider-failed", {
      cause,
      meta: { ...meta, reason: String(cause) },
      retryable: true,
    })
  }
}

function parseAnswer(text: string, call: Call): z.infer<typeof answerSchema> {
  const meta = { provider: call.name, method: call.method }
  try {
    return answerSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new L2Error("l2/bad-answer", { cause, meta, retryable: true })
  }
}

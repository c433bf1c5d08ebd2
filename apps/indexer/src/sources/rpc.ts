import { BaseError, createPublicClient, type EIP1193RequestFn, fallback, http, RpcRequestError } from "viem"
import { IndexerError } from "../errors.ts"

/** Sends one JSON-RPC request and gives its result, unparsed. */
export type Rpc = (method: string, params: readonly unknown[]) => Promise<unknown>

const TIMEOUT_MS = 20_000
const RETRIES = 2

function toIndexerError(error: unknown, method: string): IndexerError {
  const refusal =
    error instanceof BaseError ? error.walk((inner) => inner instanceof RpcRequestError) : undefined
  if (refusal instanceof RpcRequestError) {
    const meta = { method, code: refusal.code, message: refusal.details }
    return new IndexerError("evm/refused", { meta, cause: error, retryable: true })
  }
  return new IndexerError("evm/unreachable", { meta: { method }, cause: error, retryable: true })
}

/**
 * Speaks to one or more providers of the EVM chain, the first that answers; requests of one moment travel together.
 *
 * @returns a function that throws IndexerError evm/refused for an error the provider sent, else evm/unreachable.
 */
export function createRpc(urls: readonly string[]): Rpc {
  const transports = urls.map((url) => http(url, { batch: true, timeout: TIMEOUT_MS, retryCount: RETRIES }))
  const client = createPublicClient({ transport: fallback(transports) })
  const request = client.request as EIP1193RequestFn
  return async (method, params) => {
    try {
      return (await request({ method, params } as Parameters<typeof request>[0])) as unknown
    } catch (error) {
      throw toIndexerError(error, method)
    }
  }
}

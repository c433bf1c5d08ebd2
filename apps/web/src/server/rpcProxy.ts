import { z } from "zod"

/** What reading contracts and following a transaction needs. Sending goes through the wallet, never through us. */
const METHODS = [
  "eth_blockNumber",
  "eth_call",
  "eth_chainId",
  "eth_estimateGas",
  "eth_feeHistory",
  "eth_gasPrice",
  "eth_getBalance",
  "eth_getBlockByHash",
  "eth_getBlockByNumber",
  "eth_getCode",
  "eth_getTransactionByHash",
  "eth_getTransactionCount",
  "eth_getTransactionReceipt",
  "eth_maxPriorityFeePerGas",
] as const

export const BODY_BYTES_MAX = 64 * 1024
const BATCH_MAX = 20

const callSchema = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.number(), z.string()]),
  method: z.string(),
  params: z.array(z.unknown()).optional(),
})
const bodySchema = z.union([callSchema, z.array(callSchema).min(1).max(BATCH_MAX)])

export type RpcRequest =
  | { readonly kind: "allowed"; readonly body: string }
  | { readonly kind: "refused"; readonly status: number; readonly code: number; readonly message: string }

/** Decides whether a JSON-RPC body may be passed on to the L2 provider. Pure. */
export function judgeRpcRequest(text: string): RpcRequest {
  if (text.length > BODY_BYTES_MAX)
    return refuse(413, -32600, `the request is larger than ${BODY_BYTES_MAX} bytes`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return refuse(400, -32700, "the request is not JSON")
  }
  const parsed = bodySchema.safeParse(json)
  if (!parsed.success)
    return refuse(400, -32600, `not a JSON-RPC 2.0 request, or a batch of more than ${BATCH_MAX}`)
  const calls = Array.isArray(parsed.data) ? parsed.data : [parsed.data]
  const denied = calls.find(({ method }) => !METHODS.some((allowed) => allowed === method))
  if (denied !== undefined)
    return refuse(403, -32601, `${denied.method} is not offered here; send it through your wallet`)
  return { kind: "allowed", body: JSON.stringify(parsed.data) }
}

function refuse(status: number, code: number, message: string): RpcRequest {
  return { kind: "refused", status, code, message }
}

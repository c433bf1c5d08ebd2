import { getEnv } from "../../../env.ts"
import { judgeRpcRequest } from "../../../server/rpcProxy.ts"

export const dynamic = "force-dynamic"

const TIMEOUT_MS = 10_000

/** The L2 under our own origin, reads only. */
export async function POST(request: Request): Promise<Response> {
  const judged = judgeRpcRequest(await request.text())
  if (judged.kind === "refused") {
    const error = { code: judged.code, message: judged.message }
    return Response.json({ jsonrpc: "2.0", id: null, error }, { status: judged.status })
  }
  try {
    const answer = await fetch(getEnv().L2_RPC_URL, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: judged.body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      cache: "no-store",
    })
    return new Response(await answer.text(), {
      status: answer.status,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
    })
  } catch {
    const error = { code: -32603, message: "the L2 provider does not answer; try again in a moment" }
    return Response.json({ jsonrpc: "2.0", id: null, error }, { status: 502 })
  }
}

import { describe, expect, it } from "vitest"
import { BODY_BYTES_MAX, judgeRpcRequest } from "./rpcProxy.ts"

const call = (method: string) => ({ jsonrpc: "2.0", id: 1, method, params: [] })

describe("judgeRpcRequest", () => {
  it("passes reads on, alone and in a batch", () => {
    expect(judgeRpcRequest(JSON.stringify(call("eth_call")))).toMatchObject({ kind: "allowed" })
    expect(judgeRpcRequest(JSON.stringify([call("eth_call"), call("eth_chainId")]))).toMatchObject({
      kind: "allowed",
    })
  })

  it("refuses methods that send, sign, search logs or belong to a test node", () => {
    for (const method of [
      "eth_sendRawTransaction",
      "eth_sendTransaction",
      "anvil_setBalance",
      "eth_getLogs",
      "debug_traceCall",
    ])
      expect(judgeRpcRequest(JSON.stringify(call(method)))).toMatchObject({ kind: "refused", status: 403 })
  })

  it("refuses a batch as soon as one call of it is not allowed", () => {
    expect(judgeRpcRequest(JSON.stringify([call("eth_call"), call("anvil_mine")]))).toMatchObject({
      status: 403,
    })
  })

  it("refuses what is not JSON-RPC, too large or too many", () => {
    expect(judgeRpcRequest("{")).toMatchObject({ status: 400, code: -32700 })
    expect(judgeRpcRequest("[]")).toMatchObject({ status: 400 })
    expect(judgeRpcRequest(JSON.stringify(Array.from({ length: 21 }, () => call("eth_call"))))).toMatchObject(
      { status: 400 },
    )
    expect(judgeRpcRequest(" ".repeat(BODY_BYTES_MAX + 1))).toMatchObject({ status: 413 })
  })

  it("drops fields that do not belong to a call", () => {
    const judged = judgeRpcRequest(JSON.stringify({ ...call("eth_call"), extra: true }))
    expect(judged.kind === "allowed" && judged.body.includes("extra")).toBe(false)
  })
})

import { setTimeout as sleep } from "node:timers/promises"
import {
  type BlockJson,
  blockSchema,
  type NodeJson,
  nodeSchema,
  type StatusJson,
  statusSchema,
} from "@sextant/wire/rpc/nodeApi"

const TIMEOUT_MS = 5_000

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.json()
}

export async function readStatus(nodeUrl: string): Promise<StatusJson> {
  return statusSchema.parse(await get(`${nodeUrl}/v1/status`))
}

export async function readBlock(nodeUrl: string, height: number | "latest"): Promise<BlockJson> {
  return blockSchema.parse(await get(`${nodeUrl}/v1/blocks/${height}`))
}

/** Undefined while the chain does not know the node. */
export async function readNode(nodeUrl: string, nodeId: string): Promise<NodeJson | undefined> {
  return get(`${nodeUrl}/v1/nodes/${nodeId}`).then(
    (json) => nodeSchema.parse(json),
    () => undefined,
  )
}

/** Asks every 300 ms until the answer is not undefined. @throws Error naming `what` when `withinMs` have passed. */
export async function until<T>(
  what: string,
  withinMs: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const untilMs = performance.now() + withinMs
  for (;;) {
    const answer = await ask().catch(() => undefined)
    if (answer !== undefined) return answer
    if (performance.now() > untilMs) throw new Error(`not seen within ${withinMs / 1000} s: ${what}`)
    await sleep(300)
  }
}

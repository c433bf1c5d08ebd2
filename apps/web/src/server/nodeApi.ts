import "server-only"
import { accountSchema, exitSchema } from "@sextant/wire/rpc/nodeApi"
import { obligationsSchema } from "@sextant/wire/rpc/obligationsApi"
import type { z } from "zod"
import type { Context } from "./context.ts"
import { WebError } from "./errors.ts"

const TIMEOUT_MS = 2_500

/** The answer of the first node that gives one, or undefined when it says 404. @throws WebError `node-api/unreachable`. */
async function ask<TSchema extends z.ZodType>(
  { nodeUrls }: Context,
  path: string,
  schema: TSchema,
): Promise<z.infer<TSchema> | undefined> {
  let cause: unknown
  for (const nodeUrl of nodeUrls) {
    try {
      const response = await fetch(new URL(path, nodeUrl), {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        cache: "no-store",
      })
      if (response.status === 404) return undefined
      if (!response.ok) throw new Error(`HTTP ${response.status}`)
      return schema.parse(await response.json())
    } catch (error) {
      cause = error
    }
  }
  throw new WebError("node-api/unreachable", { cause, retryable: true, meta: { path } })
}

/** Rewards up to the newest final block, and the proof against the newest accepted snapshot. */
export function fetchAccount(context: Context, address: `0x${string}`) {
  return ask(context, `/v1/accounts/${address}`, accountSchema)
}

/** What judges see of a node. */
export function fetchObligations(context: Context, nodeId: string) {
  return ask(context, `/v1/nodes/${nodeId}/obligations`, obligationsSchema)
}

/** The leaf and proof with which a node's exit is completed. */
export function fetchExit(context: Context, nodeId: string) {
  return ask(context, `/v1/exits/${nodeId}`, exitSchema)
}

import { obligationsSchema } from "@sextant/wire/rpc/obligationsApi"
import type { z } from "zod"
import type { Context } from "../context.ts"
import { WebError } from "../errors.ts"
import { fetchObligations } from "../nodeApi.ts"

/** Null when no node answers, or none knows it any more. */
export const obligationsOutput = obligationsSchema.nullable()

/** What judges see of a node now: it changes with every block, so a node is asked and not the index. */
export async function getObligations(
  context: Context,
  nodeId: string,
): Promise<z.infer<typeof obligationsOutput>> {
  try {
    return (await fetchObligations(context, nodeId)) ?? null
  } catch (error) {
    if (error instanceof WebError) return null
    throw error
  }
}

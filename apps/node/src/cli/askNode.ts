import { errorSchema } from "@sextant/wire/rpc/nodeApi"
import type { z } from "zod"
import type { CliDeps } from "./cliDeps.ts"
import { CliError } from "./errors.ts"

const TIMEOUT_MS = 5_000

/**
 * Reads one answer of a running node. Undefined when it says that there is no such thing.
 *
 * @throws CliError cli/node-unreachable, or with the node's own sentence.
 */
export async function askNode<T>(
  deps: Pick<CliDeps, "fetch">,
  url: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  let response: Response
  let body: unknown
  try {
    response = await deps.fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    body = await response.json()
  } catch (cause) {
    throw new CliError(
      "cli/node-unreachable",
      `No node answers at ${url}: is it running, and is the address right?`,
      {
        cause,
      },
    )
  }
  if (response.status === 404) return undefined
  if (!response.ok) {
    const said = errorSchema.safeParse(body)
    throw new CliError("cli/not-yet", said.success ? `The node says: ${said.data.error.message}.` : undefined)
  }
  const parsed = schema.safeParse(body)
  if (!parsed.success)
    throw new CliError("cli/node-unreachable", `What answers at ${url} is not a node of this release.`)
  return parsed.data
}

export function nodeUrlOf(options: { readonly nodeUrl?: string; readonly httpPort?: string }): string {
  return (options.nodeUrl ?? `http://127.0.0.1:${options.httpPort ?? "22020"}`).replace(/\/$/, "")
}

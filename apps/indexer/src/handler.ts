import { createHash, timingSafeEqual } from "node:crypto"
import process from "node:process"
import { AppError } from "@sextant/shared/errors"
import { z } from "zod"
import { type Env, parseConfig } from "./config.ts"
import { createIndexer, type Indexer } from "./createIndexer.ts"
import { IndexerError } from "./errors.ts"

const secretSchema = z.string().min(16)

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

/** Compares in constant time, whatever the lengths. */
function isAuthorized(request: Request, secret: string): boolean {
  const given = request.headers.get("authorization") ?? ""
  return timingSafeEqual(digest(given), digest(`Bearer ${secret}`))
}

function answer(status: number, body: unknown): Response {
  const text = JSON.stringify(body, (_key, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  )
  return new Response(text, { status, headers: { "content-type": "application/json" } })
}

function refuse(status: number, error: { readonly code: string; readonly message: string }): Response {
  return answer(status, { error: { code: error.code, message: error.message } })
}

/**
 * Makes the serverless entry: each authorized POST does one bounded step and answers with what it did. Any scheduler may
 * call it, too often, too late or twice at once.
 *
 * @param env - As `main.ts`, and INDEXER_SECRET of at least 16 characters.
 */
export function createHandler(env: Env): (request: Request) => Promise<Response> {
  let indexer: Indexer | undefined
  return async (request) => {
    const { INDEXER_SECRET } = env
    const secret = secretSchema.safeParse(INDEXER_SECRET)
    if (!secret.success)
      return refuse(
        500,
        new IndexerError("config/bad-env", { meta: { INDEXER_SECRET: "at least 16 characters" } }),
      )
    if (request.method !== "POST") return refuse(405, { code: "request/method", message: "use POST" })
    if (!isAuthorized(request, secret.data))
      return refuse(401, {
        code: "request/unauthorized",
        message: "send Authorization: Bearer <INDEXER_SECRET>",
      })
    try {
      // Kept between invocations of a warm instance.
      indexer ??= createIndexer({ nowMs: Date.now, fetch }, parseConfig(env))
      const result = await indexer.step()
      return answer(result.evm.kind === "ok" && result.appchain.kind === "ok" ? 200 : 503, result)
    } catch (error) {
      if (error instanceof AppError) return refuse(error.retryable ? 503 : 500, error)
      return refuse(500, { code: "step/failed", message: "the step failed; see the logs" })
    }
  }
}

/** The serverless entry. @public */
export const handler = createHandler(process.env)

import "server-only"
import { initTRPC, TRPCError } from "@trpc/server"
import type { Context } from "./context.ts"
import { trpcCode, WebError, type WebErrorCode } from "./errors.ts"

const t = initTRPC.context<Context>().create({
  errorFormatter({ shape, error }) {
    const reason: WebErrorCode | null = error.cause instanceof WebError ? error.cause.code : null
    // What we did not foresee stays on the server.
    const message =
      error.code === "INTERNAL_SERVER_ERROR" ? "The server met an unexpected error." : shape.message
    const { stack: _stack, ...data } = shape.data
    return { ...shape, message, data: { ...data, reason } }
  },
  sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 25_000 } },
})

const typedErrors = t.middleware(async ({ next }) => {
  const result = await next()
  if (result.ok || !(result.error.cause instanceof WebError)) return result
  const cause = result.error.cause
  throw new TRPCError({ code: trpcCode(cause.code), message: cause.message, cause })
})

export const router = t.router
export const publicProcedure = t.procedure.use(typedErrors)

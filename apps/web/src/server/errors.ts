import { AppError, type AppErrorOptions } from "@sextant/shared/errors"
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server"

const summaries = {
  "block/unknown": "no final block is known at this height; it may not be final or indexed yet",
  "node/unknown": "no node with this id has ever been registered",
  "snapshot/unknown": "no snapshot is known at this height; snapshots are taken at fixed intervals only",
  "claim/nothing-yet": "no accepted snapshot holds rewards of this account; wait for the next snapshot",
  "exit/not-in-snapshot": "no accepted snapshot lets this node leave yet; wait for the next snapshot",
  "node-api/unreachable": "none of the configured nodes answers; try again in a moment",
} as const

export type WebErrorCode = keyof typeof summaries

export class WebError extends AppError<WebErrorCode> {
  constructor(code: WebErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}

/** The judgement of every error at the API's edge. */
export function trpcCode(code: WebErrorCode): TRPC_ERROR_CODE_KEY {
  switch (code) {
    case "block/unknown":
    case "node/unknown":
    case "snapshot/unknown":
    case "claim/nothing-yet":
    case "exit/not-in-snapshot":
      return "NOT_FOUND"
    case "node-api/unreachable":
      return "SERVICE_UNAVAILABLE"
  }
}

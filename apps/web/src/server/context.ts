import "server-only"
import { createDb, type Db } from "@sextant/prisma/client"
import { getEnv } from "../env.ts"
import { shutdownSignal } from "./shutdown.ts"

export type Context = {
  readonly db: Db
  /** Tried in order until one answers. */
  readonly nodeUrls: readonly string[]
  readonly nowMs: () => number
  /** Fires when the server stops: open streams end. */
  readonly shutdown: AbortSignal
}

const held = globalThis as typeof globalThis & { __sextantDb?: Db }

/** One pool for the whole process, also across reloads in development. */
export function createContext(): Context {
  const env = getEnv()
  held.__sextantDb ??= createDb(env.DATABASE_URL, { applicationName: "sextant-web", connectionsMax: 8 })
  return { db: held.__sextantDb, nodeUrls: env.NODE_URLS, nowMs: Date.now, shutdown: shutdownSignal() }
}

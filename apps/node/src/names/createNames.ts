import { NAME_GRACE_S } from "@sextant/shared/params"
import type { L2Height } from "@sextant/shared/units"
import { type AccountId, accountKeyOf } from "@sextant/wire/accountId"
import { orAborted } from "../orAborted.ts"
import type { Clock, Db, L2, Logger, Metrics, Startable } from "../ports.ts"
import { type FollowOutcome, followNames } from "./followNames.ts"
import { createNamesStore, type NamesStore } from "./namesStore.ts"

export type NamesDeps = {
  readonly l2: L2
  readonly db: Db
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
}

/** A name that resolves: registered, or within the grace after its expiry. */
export type ResolvedName = {
  readonly state: "active" | "grace"
  readonly expiresAtS: number
  /** 73 bytes; undefined when the owner set none. */
  readonly record: Uint8Array | undefined
}

/** How far names and passes are read: the block, and its time, by which they are judged. */
export type NamesAsOf = { readonly l2Height: L2Height; readonly timestampS: number }

/** Everything is as of {@link Names.asOf}; before anything is read there is no answer to rely on. */
export type Names = Startable & {
  readonly asOf: () => NamesAsOf | undefined
  /** Undefined for a name that is free. @param nameHash - 32 bytes. */
  readonly resolve: (nameHash: Uint8Array) => ResolvedName | undefined
  /** Undefined for an account without a pass, or whose pass is over. */
  readonly proOf: (accountId: AccountId) => { readonly expiresAtS: number } | undefined
}

/** The L2 is looked at after every new head, and as often as this when none is announced or an attempt failed. */
const IDLE_MS = 15_000

/** Follows the contracts of names and passes. The database and the L2 must be started first. */
export function createNames(deps: NamesDeps): Names {
  const store = createNamesStore(deps.db)
  const stopping = new AbortController()
  let idle = new AbortController()
  let running: Promise<void> | undefined
  const rest = async () => {
    await deps.clock.sleepMs(IDLE_MS, AbortSignal.any([idle.signal, stopping.signal]))
    idle = new AbortController()
  }
  return {
    async start() {
      deps.l2.onHead(() => idle.abort())
      running = live({ ...deps, store, rest }, stopping.signal)
    },
    async stop() {
      stopping.abort()
      await running
    },
    asOf() {
      const cursor = store.cursor()
      return cursor && { l2Height: cursor.number, timestampS: cursor.timestampS }
    },
    resolve: (nameHash) => resolve(store, nameHash),
    proOf(accountId) {
      const expiresAtS = store.pass(accountKeyOf(accountId))
      const nowS = store.cursor()?.timestampS
      return expiresAtS !== undefined && nowS !== undefined && nowS < expiresAtS ? { expiresAtS } : undefined
    },
  }
}

type LoopDeps = NamesDeps & { readonly store: NamesStore; readonly rest: () => Promise<void> }

async function live(deps: LoopDeps, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    let outcome: FollowOutcome | undefined
    try {
      outcome = await orAborted(followNames(deps), signal)
      failures = 0
    } catch (error) {
      failures++
      deps.metrics.count("names_failures_total")
      const level = failures === 1 || failures % 30 === 0 ? deps.logger.warn : deps.logger.debug
      level({ error: String(error), failures }, "could not read names and passes from the L2")
    }
    if (outcome === "moved") deps.metrics.gauge("names_l2_height", deps.store.cursor()?.number ?? 0)
    else if (!signal.aborted) await deps.rest()
  }
}

function resolve(store: NamesStore, nameHash: Uint8Array): ResolvedName | undefined {
  const nowS = store.cursor()?.timestampS
  const entry = store.name(nameHash)
  if (nowS === undefined || entry === undefined || nowS >= entry.expiresAtS + NAME_GRACE_S) return undefined
  return { state: nowS < entry.expiresAtS ? "active" : "grace", ...entry }
}

import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import type { ContractAddresses } from "@sextant/shared/networks"
import type { Preset } from "@sextant/shared/params"
import type { L2Reference } from "@sextant/wire/block"
import type { Client } from "viem"
import type { PrivateKeyAccount } from "viem/accounts"
import { readContract } from "viem/actions"
import { metaKey, numberKey, parseNumberKey } from "../dbKeys.ts"
import { orAborted } from "../orAborted.ts"
import type { Clock, Db, Logger, Metrics } from "../ports.ts"
import { createContractClient } from "./contractClient.ts"
import { L2Error } from "./errors.ts"
import type { Provider } from "./jsonRpc.ts"
import { createL2Store, type L2Store } from "./l2Store.ts"
import { poll } from "./poll.ts"
import { createProviderPool, type ProviderPool } from "./providerPool.ts"

export type WatchDeps = {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  /** Must be started before the watcher. */
  readonly db: Db
  /** In order of preference. */
  readonly providers: readonly Provider[]
}

export type WatchSettings = {
  readonly chainId: number
  readonly contracts: ContractAddresses
  readonly headRule: Preset["l2Head"]
  readonly pollIntervalMs: number
  /** Blocks asked for in one request at most; refused requests are halved. */
  readonly rangeBlocksMax: number
  readonly lagBlocksMax: number
  /** Submits snapshots; undefined = watch only. */
  readonly account: PrivateKeyAccount | undefined
}

/** What the watcher and the port's answers share. */
export type Watch = {
  readonly deps: WatchDeps
  readonly settings: WatchSettings
  readonly pool: ProviderPool
  readonly client: Client
  readonly store: L2Store
  /** Hashes asked for lately, by number; emptied when the chain moves back. */
  readonly hashes: Map<number, Uint8Array>
  readonly headWatchers: ((head: L2Reference) => void)[]
  readonly deployedAtBlock: () => Promise<number>
  /** Hash of the newest block at the last poll. */
  tipHash: string | undefined
}

const HASHES_MAX = 4_096
const DEPLOYED_AT = metaKey("l2/deployedAtBlock")

export function openWatch(deps: WatchDeps, settings: WatchSettings): Watch {
  const { chainId, lagBlocksMax } = settings
  const pool = createProviderPool({ ...deps, chainId, lagBlocksMax })
  const client = createContractClient(pool)
  return {
    deps,
    settings,
    pool,
    client,
    store: createL2Store(deps.db),
    hashes: new Map(),
    tipHash: undefined,
    headWatchers: [],
    deployedAtBlock: () => deployedAtBlock({ deps, settings, client }),
  }
}

/** Polls until stopped. A poll that fails is repeated at the next interval: nothing it read is kept. */
export async function watchLoop(watch: Watch, signal: AbortSignal): Promise<void> {
  const { deps, settings } = watch
  let failures = 0
  while (!signal.aborted) {
    try {
      await orAborted(pollOnce(watch), signal)
      failures = 0
    } catch (error) {
      failures++
      deps.metrics.count("l2_poll_failures_total")
      const level = failures === 1 || failures % 30 === 0 ? deps.logger.warn : deps.logger.debug
      level({ error: String(error), failures }, "could not read the L2")
    }
    await deps.clock.sleepMs(settings.pollIntervalMs, signal)
  }
}

async function pollOnce(watch: Watch): Promise<void> {
  const { deps, settings, store, pool } = watch
  const pollDeps = {
    pool,
    store,
    logger: deps.logger,
    sources: { registry: settings.contracts.NodeRegistry, pool: settings.contracts.RewardPool },
    headRule: settings.headRule,
    firstBlock: await watch.deployedAtBlock(),
    rangeBlocksMax: settings.rangeBlocksMax,
  }
  const { scanned, rolledBack, tipHash } = await poll(pollDeps, watch.tipHash)
  watch.tipHash = tipHash
  if (rolledBack || watch.hashes.size > HASHES_MAX) watch.hashes.clear()
  const head = store.scannedTo()
  if (!(scanned || rolledBack) || head === undefined) return
  deps.metrics.gauge("l2_height", head.number)
  for (const run of watch.headWatchers) run(head)
}

/** Where the registry was deployed, from the contract itself, asked once and kept. */
async function deployedAtBlock(watch: Pick<Watch, "deps" | "settings" | "client">): Promise<number> {
  const kept = watch.deps.db.get("meta", DEPLOYED_AT)
  if (kept !== undefined) return parseNumberKey(kept)
  const address = watch.settings.contracts.NodeRegistry
  const call = { address, abi: nodeRegistryAbi, functionName: "deployedAtBlock" } as const
  const found = await readContract(watch.client, call).catch((cause) => {
    if (String(cause).includes("returned no data"))
      throw new L2Error("l2/no-registry", { cause, meta: { registry: address } })
    throw cause
  })
  await watch.deps.db.write([{ table: "meta", key: DEPLOYED_AT, value: numberKey(Number(found)) }])
  return Number(found)
}

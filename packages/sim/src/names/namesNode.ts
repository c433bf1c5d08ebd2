import { createLmdbDb } from "@sextant/node/db/createLmdbDb"
import { createViemL2 } from "@sextant/node/l2/createViemL2"
import { createHttpProvider } from "@sextant/node/l2/jsonRpc"
import { createNames } from "@sextant/node/names/createNames"
import type { Db, DbWrite } from "@sextant/node/ports"
import { createRpcServer } from "@sextant/node/rpc/createRpcServer"
import { createNameQueries } from "@sextant/node/rpc/nameQueries"
import type { NodeQueries } from "@sextant/node/rpc/queries"
import { systemClock } from "@sextant/node/systemClock"
import type { ContractAddresses } from "@sextant/shared/networks"
import { loadPreset } from "@sextant/shared/params"
import { createLogBook } from "../memoryLogger.ts"
import { createMemoryMetrics } from "../memoryMetrics.ts"

export type NamesNodeInput = {
  readonly folder: string
  readonly rpcUrl: string
  readonly chainId: number
  readonly contracts: ContractAddresses
  /** Writes that it refuses never happen: the machine is dead from then on. */
  readonly survives?: (writes: readonly DbWrite[]) => boolean
}

export type NamesNode = Awaited<ReturnType<typeof startNamesNode>>

/** The part of a node that names need, with a real disk, a real L2 and real HTTP; it takes no part in consensus. */
export async function startNamesNode(input: NamesNodeInput) {
  const shared = {
    clock: systemClock,
    logger: createLogBook(systemClock.nowMs).logger,
    metrics: createMemoryMetrics(),
    db: mortalDb(createLmdbDb({ folder: input.folder }), input.survives ?? (() => true)),
  }
  const preset = loadPreset("devnet")
  const l2 = createViemL2(
    { ...shared, providers: [createHttpProvider(input.rpcUrl, 5_000)] },
    {
      chainId: input.chainId,
      contracts: input.contracts,
      headRule: preset.l2Head,
      pollIntervalMs: 100,
      rangeBlocksMax: 100,
      lagBlocksMax: 10,
      account: undefined,
    },
  )
  const names = createNames({ ...shared, l2 })
  const server = createRpcServer(
    { ...shared, queries: {} as NodeQueries, names: createNameQueries(names, preset.messageLimits) },
    { host: "127.0.0.1", port: 0 },
  )
  const parts = [shared.db, l2, names, server]
  for (const part of parts) await part.start()
  return {
    url: `http://127.0.0.1:${server.port()}`,
    names,
    async stop() {
      for (const part of parts.toReversed()) await part.stop()
    },
  }
}

function mortalDb(db: Db, survives: (writes: readonly DbWrite[]) => boolean): Db {
  let dead = false
  return {
    ...db,
    async write(writes) {
      dead ||= !survives(writes)
      if (dead) throw new Error("the machine is dead")
      await db.write(writes)
    },
  }
}

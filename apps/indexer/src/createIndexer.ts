import { createDb } from "@sextant/prisma/client"
import { createNodeClient } from "@sextant/sdk/nodeClient"
import type { IndexerConfig } from "./config.ts"
import { IndexerError } from "./errors.ts"
import { type IndexStepDeps, indexStep, type StepResult } from "./indexStep.ts"
import { createAppchainSource } from "./sources/appchain.ts"
import { createEvmSource, type EvmSource } from "./sources/evmLogs.ts"
import { createRpc } from "./sources/rpc.ts"
import { resetIndex } from "./store/resetIndex.ts"

export type Indexer = {
  /** One bounded piece of work. The first call also makes sure that the provider serves the right chain. */
  readonly step: () => Promise<StepResult>
  /** Empties the index. */
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

export type IndexerPorts = { readonly nowMs: () => number; readonly fetch: typeof fetch }

/** @throws IndexerError evm/wrong-chain, evm/no-contract, or evm/unreachable. */
async function findStart(config: IndexerConfig, source: EvmSource): Promise<bigint> {
  const chainId = await source.chainId()
  if (chainId !== config.chainId)
    throw new IndexerError("evm/wrong-chain", { meta: { expected: config.chainId, actual: chainId } })
  return config.startBlock ?? (await source.deployedAtBlock())
}

/** Wires the sources and the database of one network. Nothing is contacted before the first step. */
export function createIndexer(ports: IndexerPorts, config: IndexerConfig): Indexer {
  const db = createDb(config.databaseUrl, { connectionsMax: 4, applicationName: "sextant-indexer" })
  const evmSource = createEvmSource({ rpc: createRpc(config.l2RpcUrls), contracts: config.contracts })
  const client = createNodeClient({ fetch: ports.fetch }, { urls: config.nodeUrls })
  const appchainSource = createAppchainSource(client)
  let startBlock: bigint | undefined
  const connect = async (): Promise<IndexStepDeps> => {
    startBlock ??= await findStart(config, evmSource)
    return {
      pool: db.pool,
      evm: {
        source: evmSource,
        nowMs: ports.nowMs,
        identity: `${config.chainId}:${config.contracts.NodeRegistry}`,
        startBlock,
      },
      appchain: {
        source: appchainSource,
        nowMs: ports.nowMs,
        snapshotIntervalBlocks: config.snapshotIntervalBlocks,
      },
    }
  }
  return {
    step: async () => indexStep(await connect(), config.limits),
    reset: () => resetIndex(db.pool),
    close: db.close,
  }
}

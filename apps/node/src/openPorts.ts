import { readFileSync } from "node:fs"
import { join } from "node:path"
import { loadPreset } from "@sextant/shared/params"
import type { NodeConfig } from "./config.ts"
import { createLmdbDb } from "./db/createLmdbDb.ts"
import { parseL2Account } from "./l2/contractClient.ts"
import { createViemL2 } from "./l2/createViemL2.ts"
import { createHttpProvider } from "./l2/jsonRpc.ts"
import { createLibp2pNetwork } from "./network/createLibp2pNetwork.ts"
import type { NodeKeys } from "./nodeSettings.ts"
import { createPinoLogger } from "./pinoLogger.ts"
import type { Ports } from "./ports.ts"
import { createPromMetrics } from "./rpc/createPromMetrics.ts"
import { systemClock } from "./systemClock.ts"
import { systemRandom } from "./systemRandom.ts"

const L2_TIMEOUT_MS = 15_000
/** An L2 provider this many blocks behind the best one is passed over. */
const L2_LAG_BLOCKS_MAX = 40

/** The real world behind each port. Nothing is started yet. */
export function openPorts(config: NodeConfig, keys: NodeKeys): Ports {
  const clock = systemClock
  const random = systemRandom
  const logger = createPinoLogger(config.logLevel)
  const metrics = createPromMetrics()
  const db = createLmdbDb({ folder: join(config.dataFolder, "chain") })
  const network = createLibp2pNetwork(
    { clock, random, logger },
    {
      ed25519Seed: keys.ed25519Seed,
      listenHost: config.peerHost,
      listenPort: config.peerPort,
      allowSharedIp: config.preset === "devnet",
    },
  )
  const { l2KeyFile } = config
  const l2 = createViemL2(
    {
      clock,
      logger,
      metrics,
      db,
      providers: config.l2RpcUrls.map((url) => createHttpProvider(url, L2_TIMEOUT_MS)),
    },
    {
      chainId: config.chainId,
      contracts: config.contracts,
      headRule: loadPreset(config.preset).l2Head,
      pollIntervalMs: config.l2PollMs,
      rangeBlocksMax: config.l2RangeBlocks,
      lagBlocksMax: L2_LAG_BLOCKS_MAX,
      account: l2KeyFile === undefined ? undefined : parseL2Account(readFileSync(l2KeyFile, "utf8")),
    },
  )
  return { clock, random, logger, metrics, db, network, l2 }
}

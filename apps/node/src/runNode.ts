import { loadPreset } from "@sextant/shared/params"
import type { NodeConfig } from "./config.ts"
import { createNode } from "./createNode.ts"
import type { NodeKeys } from "./nodeSettings.ts"
import { openPorts } from "./openPorts.ts"
import { VERSION } from "./version.ts"

export type RunInput = {
  readonly config: NodeConfig
  readonly keys: NodeKeys
  /** Replays all blocks although a snapshot would do. */
  readonly fromGenesis?: boolean
  /** Resolves when the node shall stop. */
  readonly stopped: Promise<string>
}

/** Runs a node until it is told to stop. @throws what kept it from starting, or from going on. */
export async function runNode({ config, keys, fromGenesis, stopped }: RunInput): Promise<void> {
  const ports = openPorts(config, keys)
  const node = createNode(ports, {
    preset: loadPreset(config.preset),
    version: VERSION,
    keys,
    contact: { publicIp: config.publicIp, publicPeerPort: config.publicPeerPort, storagePort: 0 },
    bootstrap: config.bootstrap,
    allowPrivateIp: config.preset === "devnet",
    ...(fromGenesis === true && { joinAfterBlocks: Number.POSITIVE_INFINITY }),
    rpc: { host: config.httpHost, port: config.httpPort },
  })
  try {
    await node.start()
    const { nodeId } = ports.network
    const addresses = { peerPort: ports.network.peerPort(), httpPort: node.rpcPort() }
    ports.logger.info({ nodeId, ...addresses, version: VERSION.join(".") }, "the node runs")
    const failure = node.failed.then((cause) => ({ cause }))
    const end = await Promise.race([stopped, failure])
    if (typeof end !== "string") throw end.cause
    ports.logger.info({ reason: end }, "stopping")
  } finally {
    await node.stop()
  }
}

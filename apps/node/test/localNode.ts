import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { generateSecretKey } from "@sextant/crypto/bls"
import type { Preset } from "@sextant/shared/params"
import { createNode, type SextantNode } from "../src/createNode.ts"
import { createLmdbDb } from "../src/db/createLmdbDb.ts"
import { createLibp2pNetwork } from "../src/network/createLibp2pNetwork.ts"
import type { NodeKeys } from "../src/nodeSettings.ts"
import type { Contact, L2, Logger } from "../src/ports.ts"
import { createPromMetrics } from "../src/rpc/createPromMetrics.ts"
import { systemClock } from "../src/systemClock.ts"
import { systemRandom } from "../src/systemRandom.ts"
import { silentLogger } from "./silentLogger.ts"

export type LocalNodeInput = {
  readonly preset: Preset
  readonly keys: NodeKeys
  readonly l2: L2
  readonly bootstrap: readonly Contact[]
  readonly folder: string
  readonly logger?: Logger
  readonly joinAfterBlocks?: number
}

export function freshKeys(): NodeKeys {
  return { ed25519Seed: systemRandom.bytes(32), blsSecretKey: generateSecretKey(systemRandom.bytes(32)) }
}

export function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), "sextant-node-"))
}

/** A node with real sockets and a real disk, and the given L2. */
export function createLocalNode(input: LocalNodeInput): { node: SextantNode; contact: () => Contact } {
  const logger = input.logger ?? silentLogger
  const network = createLibp2pNetwork(
    { clock: systemClock, random: systemRandom, logger },
    {
      ed25519Seed: input.keys.ed25519Seed,
      listenHost: "127.0.0.1",
      listenPort: 0,
      allowSharedIp: true,
    },
  )
  const ports = {
    clock: systemClock,
    random: systemRandom,
    logger,
    metrics: createPromMetrics(),
    db: createLmdbDb({ folder: input.folder }),
    network,
    l2: input.l2,
  }
  const node = createNode(ports, {
    preset: input.preset,
    version: [0, 1, 0],
    keys: input.keys,
    contact: { publicIp: "127.0.0.1", publicPeerPort: undefined, storagePort: 0 },
    bootstrap: input.bootstrap,
    allowPrivateIp: true,
    rpc: { host: "127.0.0.1", port: 0 },
    ...(input.joinAfterBlocks !== undefined && { joinAfterBlocks: input.joinAfterBlocks }),
  })
  return {
    node,
    contact: () => ({ nodeId: network.nodeId, host: "127.0.0.1", peerPort: network.peerPort() }),
  }
}

import { createVoteLog } from "@sextant/node/consensus/voteLog"
import { createNode, type SextantNode } from "@sextant/node/createNode"
import type { Contact, Ports } from "@sextant/node/ports"
import type { VoteStatement } from "@sextant/wire/vote"
import { disguise } from "./byzantine/disguise.ts"
import type { Life } from "./life.ts"
import type { SimContext } from "./simContext.ts"
import type { SimNode, SimRun } from "./simNode.ts"

const STORAGE_PORT = 22_021

/** Builds the node as its `main.ts` does, on simulated ports, and starts it. */
export function startRun(
  context: SimContext,
  node: SimNode,
  { ports, life }: { readonly ports: Ports; readonly life: Life },
): { readonly run: SimRun; readonly started: Promise<void> } {
  const { ed25519Seed, blsSecretKey } = node.keys
  const network = disguise(
    {
      network: ports.network,
      keys: node.keys,
      random: node.random.fork("misdeeds"),
      rooms: () => sextantNode.rooms(),
    },
    () => node.misdeed,
  )
  const sextantNode: SextantNode = createNode(
    { ...ports, network },
    {
      preset: context.preset,
      version: [0, 0, 0],
      keys: { ed25519Seed, blsSecretKey },
      contact: { publicIp: hostOf(node), publicPeerPort: undefined, storagePort: STORAGE_PORT },
      bootstrap: bootstrapOf(context, node),
      allowPrivateIp: true,
      rpc: undefined,
    },
  )
  void sextantNode.failed.then((cause) => {
    if (life.isAlive()) node.logBook.logger.error({ error: cause }, "the node cannot go on")
  })
  return { run: { life, stop: sextantNode.stop }, started: sextantNode.start() }
}

/** Two others each: the rest is learned from their contact records. */
function bootstrapOf({ nodes }: SimContext, node: SimNode): readonly Contact[] {
  const at = nodes.indexOf(node)
  const others = nodes.filter((other) => other !== node)
  return [0, 1]
    .flatMap((offset) => others[(at + offset) % Math.max(1, others.length)] ?? [])
    .map((other) => ({ nodeId: other.keys.nodeId, host: hostOf(other), peerPort: other.peerPort }))
}

function hostOf(node: SimNode): string {
  return `10.0.${node.peerPort >> 8}.${node.peerPort & 0xff}`
}

/** Everything the node's disk says it has voted for, up to the given epoch. */
export function readVoteLog(node: SimNode, epochMax: number): readonly VoteStatement[] {
  const log = createVoteLog(node.disk.durable)
  return Array.from({ length: epochMax + 1 }, (_, epoch) => log.read(epoch)).flat()
}

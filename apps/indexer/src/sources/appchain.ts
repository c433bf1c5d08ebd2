import { SdkError } from "@sextant/sdk/errors"
import type { NodeClient } from "@sextant/sdk/nodeClient"
import type { BlockJson, NodesJson, SnapshotJson, StatusJson } from "@sextant/wire/rpc/nodeApi"
import { IndexerError } from "../errors.ts"

export type AppchainSource = {
  readonly status: () => Promise<StatusJson>
  /** Final blocks of a range, both ends included, in order. */
  readonly blocks: (from: number, to: number) => Promise<readonly BlockJson[]>
  readonly nodes: () => Promise<NodesJson>
  /** Undefined when no node has it: not signed yet, or forgotten. */
  readonly snapshot: (height: number) => Promise<SnapshotJson | undefined>
}

/** Requests in flight at once; nodes serve other clients too. */
const CONCURRENCY = 8

async function fetchBlock(client: NodeClient, height: number): Promise<BlockJson> {
  const block = await client.block(height)
  if (block.height !== height)
    throw new IndexerError("appchain/wrong-height", { meta: { height, got: block.height }, retryable: true })
  return block
}

/** Every block must name the one before it. @throws IndexerError appchain/broken-chain. */
function checkLinks(blocks: readonly BlockJson[]): void {
  for (const [index, block] of blocks.entries()) {
    const parent = blocks[index - 1]
    if (parent !== undefined && block.parentHash !== parent.hash)
      throw new IndexerError("appchain/broken-chain", { meta: { height: block.height } })
  }
}

async function fetchBlocks(client: NodeClient, from: number, to: number): Promise<readonly BlockJson[]> {
  const blocks: BlockJson[] = []
  for (let start = from; start <= to; start += CONCURRENCY) {
    const end = Math.min(start + CONCURRENCY - 1, to)
    const heights = Array.from({ length: end - start + 1 }, (_, index) => start + index)
    blocks.push(...(await Promise.all(heights.map((height) => fetchBlock(client, height)))))
  }
  checkLinks(blocks)
  return blocks
}

/** Reads the appchain through its nodes. Errors of the nodes pass through as SdkError. */
export function createAppchainSource(client: NodeClient): AppchainSource {
  return {
    status: () => client.status(),
    blocks: (from, to) => fetchBlocks(client, from, to),
    nodes: () => client.nodes(),
    async snapshot(height) {
      try {
        return await client.snapshot(height)
      } catch (error) {
        if (error instanceof SdkError && error.code === "node/not-found") return undefined
        throw error
      }
    },
  }
}

import type { Block } from "@sextant/wire/block"
import { encodeBlock } from "@sextant/wire/blockCodec"
import { encodeCertificate } from "@sextant/wire/voteCodec"
import type { ChainStore } from "./chainStore.ts"
import type { Chain } from "./createChain.ts"
import { decodeRangeRequest, encodeRangeAnswer, RANGE_BLOCKS_MAX, RANGE_BYTES_MAX } from "./syncCodec.ts"

const NOTHING = new Uint8Array()

/** Answers with the final blocks from a height on, up to the last one of them that has a finalization of its own. */
export function serveRange(chain: Chain, body: Uint8Array): Uint8Array {
  const { from } = decodeRangeRequest(body)
  const head = chain.head().block.header.height
  const { blocks, endsAt } = collect(chain.deps.store, Math.max(1, from), head)
  const finalization = endsAt === undefined ? undefined : chain.deps.store.finalization(endsAt)
  return encodeRangeAnswer(head, {
    finalization: finalization === undefined ? NOTHING : encodeCertificate(finalization),
    blocks: finalization === undefined ? [] : blocks,
  })
}

/** Blocks whose finalization is a descendant's are only sent together with that descendant. */
function collect(store: ChainStore, from: number, head: number) {
  const blocks: Uint8Array[] = []
  let sizeBytes = 0
  let endsAt: number | undefined
  let count = 0
  for (let height = from; height <= head && blocks.length < RANGE_BLOCKS_MAX; height++) {
    const bytes = store.blockBytes(height)
    if (bytes === undefined) break
    sizeBytes += bytes.length
    if (sizeBytes > RANGE_BYTES_MAX && endsAt !== undefined) break
    blocks.push(bytes)
    if (store.finalization(height) !== undefined) {
      endsAt = height
      count = blocks.length
    }
  }
  return { blocks: blocks.slice(0, count), endsAt }
}

/** Answers with one block by its hash, final or not; empty when it is not known here. */
export function serveBlock(
  chain: Chain,
  pending: (blockHash: Uint8Array) => Block | undefined,
  body: Uint8Array,
): Uint8Array {
  if (body.length !== 32) return NOTHING
  const height = chain.deps.store.heightOf(body)
  if (height !== undefined) return chain.deps.store.blockBytes(height) ?? NOTHING
  const block = pending(body) ?? chain.applied(body)?.block
  return block === undefined ? NOTHING : encodeBlock(block)
}

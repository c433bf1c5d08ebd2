import type { Pool } from "@sextant/prisma/client"
import { bytesEqual } from "@sextant/shared/bytes"
import { IndexerError } from "./errors.ts"
import type { EvmSource } from "./sources/evmLogs.ts"
import type { Cursor } from "./store/cursor.ts"
import { knownBlocksBelow } from "./store/rollback.ts"

/** Known blocks compared per round; reorgs are short, so one round nearly always does. */
const PAGE = 32

/** The place before the first block that can hold a log of ours. */
export async function cursorBefore(
  source: EvmSource,
  input: { readonly identity: string; readonly startBlock: bigint },
): Promise<Cursor> {
  const { identity, startBlock } = input
  const height = startBlock - 1n
  if (height < 0n) return { identity, height, hash: new Uint8Array(32) }
  const block = await source.block(height)
  if (block === undefined) throw new IndexerError("evm/unsteady", { retryable: true })
  return { identity, height, hash: block.hash }
}

/**
 * Walks back from a cursor whose block is gone to the newest block of ours that the chain still has. Between two blocks
 * of ours there are no rows, so nothing more is undone than must be.
 *
 * @throws IndexerError reorg/beyond-final when a block with final rows is gone.
 */
export async function findAncestor(
  deps: { readonly pool: Pool; readonly source: EvmSource },
  input: { readonly cursor: Cursor; readonly startBlock: bigint; readonly finalizedHeight: bigint },
): Promise<Cursor> {
  const { identity } = input.cursor
  if (input.cursor.height <= input.finalizedHeight)
    throw new IndexerError("reorg/beyond-final", { meta: { block: input.cursor.height } })
  let number = input.cursor.height
  for (;;) {
    const known = await knownBlocksBelow(deps.pool, { number, limit: PAGE })
    const blocks = await Promise.all(known.map((block) => deps.source.block(block.number)))
    for (const [index, block] of known.entries()) {
      const canonical = blocks[index]
      if (canonical !== undefined && bytesEqual(canonical.hash, block.hash))
        return { identity, height: block.number, hash: block.hash }
      if (block.number <= input.finalizedHeight)
        throw new IndexerError("reorg/beyond-final", { meta: { block: block.number } })
    }
    const last = known.at(-1)
    if (last === undefined) return cursorBefore(deps.source, { identity, startBlock: input.startBlock })
    number = last.number
  }
}

import { bytesEqual, bytesToHex } from "@sextant/shared/bytes"
import { IndexerError } from "./errors.ts"
import { projectEvent } from "./projections/projectEvent.ts"
import type { EvmSource, IndexedLog, LogBatch } from "./sources/evmLogs.ts"
import type { EvmBlock } from "./sources/parseRpc.ts"
import type { RowChange } from "./store/tables.ts"

const unsteady = () => new IndexerError("evm/unsteady", { retryable: true })

/** A log whose block's time is known. */
type DatedLog = IndexedLog & { readonly at: Date }

/** Keeps at most `maxRows` logs, whole blocks only and at least one block. */
export function cutBatch(batch: LogBatch, maxRows: number): LogBatch {
  const { logs } = batch
  const first = logs[maxRows]
  if (first === undefined) return batch
  let length = maxRows
  while (length > 0 && logs[length - 1]?.blockNumber === first.blockNumber) length--
  if (length === 0) while (logs[length]?.blockNumber === first.blockNumber) length++
  const last = logs[length - 1]
  if (last === undefined || length === logs.length) return batch
  const to = { number: last.blockNumber, hash: last.blockHash, at: last.at ?? batch.to.at }
  return { logs: logs.slice(0, length), to }
}

/** One entry per block with logs. @throws IndexerError evm/unsteady when one height has two hashes. */
function blocksOf(logs: readonly IndexedLog[], to: EvmBlock): ReadonlyMap<bigint, IndexedLog> {
  const blocks = new Map<bigint, IndexedLog>()
  for (const log of logs) {
    const known = blocks.get(log.blockNumber)
    if (known === undefined) blocks.set(log.blockNumber, log)
    else if (!bytesEqual(known.blockHash, log.blockHash)) throw unsteady()
  }
  const last = blocks.get(to.number)
  if (last !== undefined && !bytesEqual(last.blockHash, to.hash)) throw unsteady()
  return blocks
}

/** The time of each block with logs, asked for only where the provider did not send it along. */
async function datesOf(
  source: EvmSource,
  blocks: ReadonlyMap<bigint, IndexedLog>,
): Promise<ReadonlyMap<bigint, Date>> {
  const entries = [...blocks].map(async ([number, log]): Promise<[bigint, Date]> => {
    if (log.at !== undefined) return [number, log.at]
    const block = await source.block(number)
    if (block === undefined || !bytesEqual(block.hash, log.blockHash)) throw unsteady()
    return [number, block.at]
  })
  return new Map(await Promise.all(entries))
}

function rawRow(log: IndexedLog): RowChange {
  return {
    table: "evm_logs",
    row: {
      block_number: log.blockNumber,
      log_index: log.logIndex,
      block_hash: log.blockHash,
      tx_hash: log.txHash,
      address: log.address,
      event: log.name,
      topics: Buffer.from(log.topicsHex.map((topic) => topic.slice(2)).join(""), "hex"),
      data: Buffer.from(log.dataHex.slice(2), "hex"),
    },
  }
}

function rowsOfLog(log: DatedLog): RowChange[] {
  return log.event === undefined ? [rawRow(log)] : [rawRow(log), ...projectEvent(log.event, log)]
}

/**
 * Turns a batch into rows: the raw logs, what they mean, and the blocks they stand in.
 *
 * @throws IndexerError evm/unsteady when the logs do not belong to one history.
 */
export async function rowsOfBatch(source: EvmSource, { logs, to }: LogBatch): Promise<RowChange[]> {
  const blocks = blocksOf(logs, to)
  const dates = await datesOf(source, blocks)
  const rows: RowChange[] = []
  for (const log of logs) {
    const at = dates.get(log.blockNumber)
    if (at === undefined)
      throw new IndexerError("step/failed", { meta: { block: bytesToHex(log.blockHash) } })
    rows.push(...rowsOfLog({ ...log, at }))
  }
  for (const [number, log] of blocks) {
    rows.push({
      table: "evm_blocks",
      row: { number, hash: log.blockHash, at: dates.get(number) ?? to.at },
    })
  }
  rows.push({
    table: "evm_blocks",
    row: { number: to.number, hash: to.hash, at: dates.get(to.number) ?? to.at },
  })
  return rows
}

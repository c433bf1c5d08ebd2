import type { Address } from "@sextant/shared/networks"
import { L2Error } from "./errors.ts"
import type { Provider } from "./jsonRpc.ts"
import { parseBlock, parseLogs, type RawBlock, type RawLog } from "./rawTypes.ts"

/** Which logs to read. Without `topics`, all of the addresses' logs; with them, those whose first topic is one of them. */
export type LogFilter = {
  readonly addresses: readonly Address[]
  readonly topics?: readonly `0x${string}`[]
}

/** Inclusive on both ends. */
export type BlockSpan = { readonly from: number; readonly to: number }

export async function fetchBlock(
  provider: Provider,
  at: number | "latest" | "finalized",
): Promise<RawBlock | undefined> {
  const tag = typeof at === "number" ? `0x${at.toString(16)}` : at
  const block = parseBlock(await provider.request("eth_getBlockByNumber", [tag, false]))
  if (block !== undefined && typeof at === "number" && block.number !== at)
    throw new L2Error("l2/bad-answer", {
      meta: { method: "eth_getBlockByNumber", asked: at, got: block.number },
    })
  return block
}

/**
 * Every log of the filter in the span, in chain order, each checked to be part of the canonical chain of this provider.
 * A span that the provider refuses is halved until it goes through or is a single block.
 *
 * @throws L2Error when a single block is refused, or when logs contradict the chain.
 */
export async function fetchLogs(provider: Provider, filter: LogFilter, span: BlockSpan): Promise<RawLog[]> {
  const logs = await fetchSpan(provider, filter, span)
  await checkCanonical(provider, logs)
  return logs
}

async function fetchSpan(provider: Provider, filter: LogFilter, span: BlockSpan): Promise<RawLog[]> {
  try {
    const query = {
      address: filter.addresses,
      ...(filter.topics && { topics: [filter.topics] }),
      fromBlock: `0x${span.from.toString(16)}`,
      toBlock: `0x${span.to.toString(16)}`,
    }
    return checkSpan(parseLogs(await provider.request("eth_getLogs", [query])), filter, span)
  } catch (error) {
    if (span.from === span.to) throw error
    const middle = span.from + Math.floor((span.to - span.from) / 2)
    const left = await fetchSpan(provider, filter, { from: span.from, to: middle })
    return [...left, ...(await fetchSpan(provider, filter, { from: middle + 1, to: span.to }))]
  }
}

function checkSpan(logs: RawLog[], { addresses, topics }: LogFilter, span: BlockSpan): RawLog[] {
  for (const log of logs) {
    const inside = log.blockNumber >= span.from && log.blockNumber <= span.to
    const [topic] = log.topics
    const isAsked = topics === undefined || (topic !== undefined && topics.includes(topic))
    if (!inside || log.removed === true || !isAsked || !addresses.includes(log.address))
      throw new L2Error("l2/bad-answer", {
        meta: { method: "eth_getLogs", reason: "a log that was not asked for", blockNumber: log.blockNumber },
      })
  }
  const sorted = logs.toSorted(
    (left, right) => left.blockNumber - right.blockNumber || left.logIndex - right.logIndex,
  )
  for (let index = 1; index < sorted.length; index++) {
    const [left, right] = [sorted[index - 1], sorted[index]]
    if (left?.blockNumber === right?.blockNumber && left?.logIndex === right?.logIndex)
      throw new L2Error("l2/bad-answer", { meta: { method: "eth_getLogs", reason: "a log given twice" } })
  }
  return sorted
}

async function checkCanonical(provider: Provider, logs: readonly RawLog[]): Promise<void> {
  const hashes = new Map<number, string>()
  for (const log of logs) {
    const known = hashes.get(log.blockNumber) ?? (await fetchBlock(provider, log.blockNumber))?.hash
    if (known !== log.blockHash)
      throw new L2Error("l2/bad-answer", {
        meta: {
          method: "eth_getLogs",
          reason: "a log of a block that is not canonical",
          blockNumber: log.blockNumber,
        },
        retryable: true,
      })
    hashes.set(log.blockNumber, known)
  }
}

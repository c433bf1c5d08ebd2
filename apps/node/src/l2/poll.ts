import { bytesTo0x, hexToBytes } from "@sextant/shared/bytes"
import type { Preset } from "@sextant/shared/params"
import { l2Height } from "@sextant/shared/units"
import type { L2Reference } from "@sextant/wire/block"
import type { Logger } from "../ports.ts"
import { decodeLog, type LogSources } from "./decodeLog.ts"
import { L2Error } from "./errors.ts"
import { fetchBlock, fetchLogs } from "./fetchLogs.ts"
import type { Provider } from "./jsonRpc.ts"
import type { L2Store } from "./l2Store.ts"
import type { ProviderPool } from "./providerPool.ts"
import type { RawBlock } from "./rawTypes.ts"

export type PollDeps = {
  readonly pool: ProviderPool
  readonly store: L2Store
  readonly logger: Logger
  readonly sources: LogSources
  readonly headRule: Preset["l2Head"]
  /** The first block to read. */
  readonly firstBlock: number
  readonly rangeBlocksMax: number
}

export type PollOutcome = {
  /** Hash of the newest block the provider showed: while it stays the same there is nothing to read. */
  readonly tipHash: string | undefined
  /** The end of what is read moved forward. */
  readonly scanned: boolean
  /** Something that was read was taken back. */
  readonly rolledBack: boolean
}

/**
 * Reads on from where the last poll ended, as far as the head rule allows, and drops what a reorganization took back.
 *
 * @param knownTipHash - From the last poll that succeeded.
 */
export async function poll(deps: PollDeps, knownTipHash: string | undefined): Promise<PollOutcome> {
  await deps.pool.compareHeads()
  return deps.pool.use(async (provider) => {
    const tip = await fetchBlock(provider, deps.headRule === "finalized" ? "finalized" : "latest")
    if (tip === undefined || tip.hash === knownTipHash)
      return { tipHash: knownTipHash, scanned: false, rolledBack: false }
    const head = await headOf(provider, deps.headRule, tip)
    const rolledBack = await dropOrphans(deps, provider)
    const scanned = head !== undefined && (await scanTo(deps, provider, head))
    return { tipHash: tip.hash, scanned, rolledBack }
  })
}

async function headOf(
  provider: Provider,
  rule: PollDeps["headRule"],
  tip: RawBlock,
): Promise<RawBlock | undefined> {
  if (rule === "finalized") return tip
  return tip.number < rule.lagBlocks ? undefined : fetchBlock(provider, tip.number - rule.lagBlocks)
}

/** Goes back to the newest checkpoint that is still canonical. */
async function dropOrphans(deps: PollDeps, provider: Provider): Promise<boolean> {
  const end = deps.store.scannedTo()
  if (end === undefined) return false
  let depth = 0
  for (const checkpoint of deps.store.checkpoints()) {
    const block = await fetchBlock(provider, checkpoint.number)
    // A provider that does not have the block yet lags; it tells nothing about the block.
    if (block === undefined) return false
    if (block.hash === bytesTo0x(checkpoint.hash)) {
      if (depth === 0) return false
      deps.logger.warn(
        { from: end.number, to: checkpoint.number },
        "the L2 took blocks back; reading them again",
      )
      await deps.store.rollBack(checkpoint)
      return true
    }
    depth++
  }
  deps.logger.error(
    { from: end.number },
    "no L2 block that was read is canonical any more; reading all again",
  )
  await deps.store.rollBack(undefined)
  return true
}

async function scanTo(deps: PollDeps, provider: Provider, head: RawBlock): Promise<boolean> {
  let from = (deps.store.scannedTo()?.number ?? deps.firstBlock - 1) + 1
  if (from > head.number) return false
  while (from <= head.number) {
    const to = Math.min(head.number, from + deps.rangeBlocksMax - 1)
    const end = to === head.number ? head : await fetchBlock(provider, to)
    if (end === undefined) throw lost(to)
    await scanSpan(deps, provider, { from, end })
    from = to + 1
  }
  return true
}

async function scanSpan(
  deps: PollDeps,
  provider: Provider,
  { from, end }: { readonly from: number; readonly end: RawBlock },
): Promise<void> {
  const addresses = [deps.sources.registry, deps.sources.pool]
  const raws = await fetchLogs(provider, { addresses }, { from, to: end.number })
  // The chain may have moved while the logs were read: they count only if their end still stands.
  if ((await fetchBlock(provider, end.number))?.hash !== end.hash) throw lost(end.number)
  const logs = raws.flatMap((raw) => {
    const decoded = decodeLog(deps.sources, raw)
    return decoded === undefined ? [] : [{ raw, decoded }]
  })
  await deps.store.append({ logs, end: toReference(end) })
}

export function toReference(block: RawBlock): L2Reference {
  return { number: l2Height(block.number), hash: hexToBytes(block.hash) }
}

function lost(blockNumber: number): L2Error {
  return new L2Error("l2/bad-answer", {
    meta: { reason: "the block changed while its logs were read", blockNumber },
    retryable: true,
  })
}

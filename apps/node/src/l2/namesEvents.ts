import { bytesTo0x } from "@sextant/shared/bytes"
import type { NamesPage, NamesRange } from "../ports.ts"
import { decodeNamesLog, namesTopics } from "./decodeNamesLog.ts"
import { fetchBlock, fetchLogs } from "./fetchLogs.ts"
import type { Provider } from "./jsonRpc.ts"
import type { RawLog } from "./rawTypes.ts"
import type { Watch } from "./watch.ts"

/**
 * Reads the logs of names and passes beside the watcher: never beyond what it has read, and from contracts that have no say in
 * blocks. Both ends are looked at once more after the logs, so that no answer mixes two branches.
 */
export async function namesEvents(watch: Watch, range: NamesRange): Promise<NamesPage | undefined> {
  const { NameRegistry, SessionPro } = watch.settings.contracts
  const head = watch.store.scannedTo()
  if (head === undefined || range.upTo.number > head.number) return undefined
  const sources = { names: NameRegistry, pro: SessionPro }
  const from = range.after === undefined ? await watch.deployedAtBlock() : range.after.number + 1
  return watch.pool.use(async (provider) => {
    const end = await fetchBlock(provider, range.upTo.number)
    if (end === undefined || end.hash !== bytesTo0x(range.upTo.hash)) return undefined
    const raws: RawLog[] = []
    for (let at = from; at <= end.number; at += watch.settings.rangeBlocksMax) {
      const span = { from: at, to: Math.min(end.number, at + watch.settings.rangeBlocksMax - 1) }
      raws.push(
        ...(await fetchLogs(provider, { addresses: [NameRegistry, SessionPro], topics: namesTopics }, span)),
      )
    }
    if (!(await stillStands(provider, range))) return undefined
    const events = raws.map((raw) => decodeNamesLog(sources, raw)).filter((event) => event !== undefined)
    return { events, timestampS: end.timestamp }
  })
}

async function stillStands(provider: Provider, { after, upTo }: NamesRange): Promise<boolean> {
  for (const { number, hash } of after === undefined ? [upTo] : [upTo, after])
    if ((await fetchBlock(provider, number))?.hash !== bytesTo0x(hash)) return false
  return true
}

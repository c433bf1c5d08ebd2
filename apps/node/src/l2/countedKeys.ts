import { l2Height } from "@sextant/shared/units"
import type { RegistryId } from "@sextant/wire/l2Event"
import type { RegisteredKey } from "../ports.ts"
import { decodeLog } from "./decodeLog.ts"
import { fetchBlock, fetchLogs } from "./fetchLogs.ts"
import type { Watch } from "./watch.ts"

/** The keys in the contract's aggregate as of its newest block: what was read so far plus the blocks the head rule holds back. */
export async function countedKeys(watch: Watch): Promise<readonly RegisteredKey[]> {
  const { store, settings } = watch
  const keys = new Map<RegistryId, RegisteredKey>()
  const activated = new Set<RegistryId>()
  const end = store.scannedTo()
  for (const event of store.events(l2Height(0), end?.number ?? l2Height(0))) applyEvent(keys, event)
  for (const id of keys.keys()) if (store.isActivated(id)) activated.add(id)

  const sources = { registry: settings.contracts.NodeRegistry, pool: settings.contracts.RewardPool }
  const fresh = await watch.pool.use(async (provider) => {
    const latest = await fetchBlock(provider, "latest")
    const from = (end?.number ?? 0) + 1
    if (latest === undefined || latest.number < from) return []
    return fetchLogs(provider, { addresses: [sources.registry] }, { from, to: latest.number })
  })
  for (const raw of fresh) {
    const decoded = decodeLog(sources, raw)
    if (decoded?.kind === "event") applyEvent(keys, decoded.event)
    if (decoded?.kind === "keyActivated") activated.add(decoded.registryId)
  }
  return [...keys.values()]
    .filter((key) => activated.has(key.registryId))
    .toSorted((left, right) => left.registryId - right.registryId)
}

type Event = Extract<ReturnType<typeof decodeLog>, { kind: "event" }>["event"]

function applyEvent(keys: Map<RegistryId, RegisteredKey>, event: Event): void {
  if (event.kind === "nodeRegistered") {
    const { registryId, nodeId, blsPublicKey } = event
    keys.set(registryId, { registryId, nodeId, blsPublicKey })
  }
  if (event.kind === "nodeExited" || event.kind === "nodeLiquidated") keys.delete(event.registryId)
}

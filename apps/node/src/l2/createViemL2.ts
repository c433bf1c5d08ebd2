import { rewardsVaultAbi } from "@sextant/contracts/RewardsVault"
import { bytesEqual, hexToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { amountAtomic, height, type L2Height, l2Height } from "@sextant/shared/units"
import { readContract } from "viem/actions"
import type { AcceptedSnapshot, L2, L2Range } from "../ports.ts"
import { countedKeys } from "./countedKeys.ts"
import { fetchBlock } from "./fetchLogs.ts"
import type { Acceptance } from "./l2Store.ts"
import { namesEvents } from "./namesEvents.ts"
import { readAcceptedState } from "./readAcceptedState.ts"
import { submitSnapshot } from "./submitSnapshot.ts"
import { openWatch, type Watch, type WatchDeps, type WatchSettings, watchLoop } from "./watch.ts"

/**
 * The contracts as this node's own providers show them. `start` returns once the watcher runs, also while no provider answers:
 * blocks go on without news from the L2.
 */
export function createViemL2(deps: WatchDeps, settings: WatchSettings): L2 {
  const stopping = new AbortController()
  const watch = openWatch(deps, settings)
  const { store, client } = watch
  let running: Promise<void> | undefined
  const registry = settings.contracts.NodeRegistry
  return {
    async start() {
      running = watchLoop(watch, stopping.signal)
    },
    async stop() {
      stopping.abort()
      await running
    },
    allowedHead: async () => store.scannedTo(),
    canonicalHash: (number) => canonicalHash(watch, number),
    events: (range) => events(watch, range),
    async networkStart() {
      const started = store.started()
      return started && { chainId: settings.chainId, registry, ...started }
    },
    deployedAfter: async () => l2Height(Math.max(0, (await watch.deployedAtBlock()) - 1)),
    namesEvents: (range) => namesEvents(watch, range),
    registeredKeys: () => countedKeys(watch),
    submitSnapshot: (submission) =>
      submitSnapshot({ client, registry, account: settings.account }, submission),
    acceptedSnapshot: async () => toAccepted(store.newestAcceptance()),
    acceptedState: () => readAcceptedState({ client, registry, store }),
    acceptance: async (at) => toAccepted(store.acceptance(at)),
    async claimedAtomic(account) {
      const address: Address = settings.contracts.RewardsVault
      const call = { address, abi: rewardsVaultAbi, functionName: "claimed", args: [account] } as const
      return amountAtomic(await readContract(client, call))
    },
    onHead: (run) => void watch.headWatchers.push(run),
  }
}

async function canonicalHash(watch: Watch, number: L2Height): Promise<Uint8Array | undefined> {
  const end = watch.store.scannedTo()
  if (end === undefined || number > end.number) return undefined
  const known = watch.store.hashAt(number) ?? watch.hashes.get(number)
  if (known !== undefined) return known
  const block = await watch.pool.use((provider) => fetchBlock(provider, number))
  if (block === undefined) return undefined
  const hash = hexToBytes(block.hash)
  watch.hashes.set(number, hash)
  return hash
}

async function events(watch: Watch, { after, upTo }: L2Range): ReturnType<L2["events"]> {
  const canonical = await canonicalHash(watch, upTo.number)
  if (canonical === undefined || !bytesEqual(canonical, upTo.hash)) return undefined
  return watch.store.events(after, upTo.number)
}

function toAccepted(found: Acceptance | undefined): AcceptedSnapshot | undefined {
  return found && { height: height(found.height), txHash: found.txHash, l2Height: l2Height(found.l2Height) }
}

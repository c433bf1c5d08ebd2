import { createChainStore } from "./chain/chainStore.ts"
import { checkIdentity } from "./chain/checkIdentity.ts"
import { awaitNetworkStart, deriveGenesis, rulesOf } from "./chain/genesis.ts"
import { joinAfterBlocksOf, joinFromSnapshot } from "./chain/joinFromSnapshot.ts"
import { createNames, type Names } from "./names/createNames.ts"
import type { NodeSettings } from "./nodeSettings.ts"
import type { Ports, Startable } from "./ports.ts"
import { querySources } from "./querySources.ts"
import { createQueries } from "./rpc/createQueries.ts"
import { createRpcServer } from "./rpc/createRpcServer.ts"
import { createNameQueries } from "./rpc/nameQueries.ts"
import type { NodeQueries } from "./rpc/queries.ts"
import { type ChainRooms, companionsOf, wireChain } from "./wireChain.ts"

export type SextantNode = Startable & {
  readonly queries: NodeQueries
  readonly names: Names
  /** The HTTP port in use; undefined without HTTP. */
  readonly rpcPort: () => number | undefined
  /** The rooms that live on the chain; undefined before the network has started. For tests and the simulator. */
  readonly rooms: () => ChainRooms | undefined
  /** Resolves with the cause when the node cannot go on; the process should end then. */
  readonly failed: Promise<unknown>
}

/** The only place where rooms meet. Reads like a wiring diagram; the ports are not started yet. */
export function createNode(ports: Ports, settings: NodeSettings): SextantNode {
  const stopping = new AbortController()
  let fail: (cause: unknown) => void = () => undefined
  const failed = new Promise<unknown>((resolve) => {
    fail = resolve
  })
  let rooms: ChainRooms | undefined
  let living: Promise<void> | undefined

  const queries = createQueries({
    nodeId: ports.network.nodeId,
    version: settings.version.join("."),
    l2: ports.l2,
    peers: ports.network.peers,
    sources: () => rooms && querySources(rooms),
  })
  const names = createNames(ports)
  const nameQueries = createNameQueries(names, settings.preset.messageLimits)
  const server = settings.rpc && createRpcServer({ ...ports, queries, names: nameQueries }, settings.rpc)
  const live = async () => {
    rooms = await openChain(ports, settings, { signal: stopping.signal, onFatal: fail })
    for (const part of rooms?.parts ?? []) if (!stopping.signal.aborted) await part.start()
  }
  return {
    queries,
    names,
    rpcPort: () => server?.port(),
    rooms: () => rooms,
    failed,
    async start() {
      for (const port of [ports.db, ports.network, ports.l2]) await port.start()
      for (const contact of settings.bootstrap) ports.network.connect(contact)
      await names.start()
      await server?.start()
      living = live().catch(fail)
    },
    async stop() {
      stopping.abort()
      if (living !== undefined) await waitPatiently(ports, living)
      for (const part of rooms?.parts.toReversed() ?? []) await part.stop()
      await server?.stop()
      await names.stop()
      for (const port of [ports.l2, ports.network, ports.db]) await port.stop()
    },
  }
}

/** The start may hang on a provider; it is not waited for longer than this. */
const STARTING_MS_MAX = 3_000

async function waitPatiently({ clock }: Ports, starting: Promise<void>): Promise<void> {
  const done = new AbortController()
  await Promise.race([starting, clock.sleepMs(STARTING_MS_MAX, done.signal)])
  done.abort()
}

type Life = { readonly signal: AbortSignal; readonly onFatal: (cause: unknown) => void }

/** Waits for the network's start, makes sure that block 0 is there and is ours, and wires the rest. */
async function openChain(ports: Ports, settings: NodeSettings, life: Life): Promise<ChainRooms | undefined> {
  const genesisDeps = { ...ports, preset: settings.preset }
  const start = await awaitNetworkStart(genesisDeps, life.signal)
  if (start === undefined) return undefined
  const store = createChainStore(ports.db)
  const rules = rulesOf(settings.preset, start)
  if (store.head() === undefined) {
    const genesis = await deriveGenesis(genesisDeps, start, life.signal)
    if (genesis === undefined) return undefined
    const companions = companionsOf(settings.preset, genesis.applied)
    await store.putFinal({ blocks: [genesis.applied], finalization: undefined, companions })
  }
  checkIdentity(store, rules)
  await joinFromSnapshot(
    {
      ...ports,
      store,
      rules,
      companionsOf: (block) => companionsOf(settings.preset, block),
      joinAfterBlocks: settings.joinAfterBlocks ?? joinAfterBlocksOf(rules),
    },
    life.signal,
  )
  if (life.signal.aborted) return undefined
  return wireChain(ports, settings, { rules, onFatal: life.onFatal })
}

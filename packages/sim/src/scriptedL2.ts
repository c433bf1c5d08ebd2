import type {
  AcceptedSnapshot,
  AcceptedState,
  L2,
  NamesPage,
  NamesRange,
  SubmitOutcome,
} from "@sextant/node/ports"
import { bytesEqual } from "@sextant/shared/bytes"
import type { Preset } from "@sextant/shared/params"
import { amountAtomic, l2Height } from "@sextant/shared/units"
import type { L2Reference } from "@sextant/wire/block"
import type { L2Event } from "@sextant/wire/l2Event"
import type { ContractDomain } from "@sextant/wire/messages"
import { ancestorAt, branch, type L2Block, type L2Chain } from "./l2/l2Chain.ts"
import type { Life } from "./life.ts"
import type { SeededRandom } from "./seededRandom.ts"
import type { VirtualClock } from "./virtualClock.ts"

/** What is wrong with one node's provider. */
export type L2Fault =
  | { readonly kind: "none" }
  /** Shows the chain as it was that many blocks ago. */
  | { readonly kind: "lags"; readonly blocks: number }
  /** Shows nothing new. */
  | { readonly kind: "stalls" }
  /** Leaves the last event of every range out. */
  | { readonly kind: "hidesEvents" }
  /** Shows other hashes than the chain has. */
  | { readonly kind: "forgesHashes" }

export type ScriptedL2Deps = {
  readonly chain: L2Chain
  readonly clock: VirtualClock
  readonly random: SeededRandom
  readonly life: Life
  readonly fault: () => L2Fault
}

export type ScriptedL2Settings = {
  readonly domain: ContractDomain
  readonly headRule: Preset["l2Head"]
  /** How many blocks behind the newest one `finalized` is. */
  readonly finalizedDepth: number
  readonly pollIntervalMs: number
  readonly answerMs: readonly [from: number, to: number]
  /** Has an L2 key, so it submits snapshots. */
  readonly submits: boolean
}

/** A node's look at the chain, as of its last poll. */
type View = { tip: L2Block | undefined; readonly watchers: ((head: L2Reference) => void)[] }

/** The `L2` port of one run of a node. */
export function createScriptedL2(deps: ScriptedL2Deps, settings: ScriptedL2Settings): L2 {
  const { chain } = deps
  const view: View = { tip: undefined, watchers: [] }
  const answer = <TValue>(read: () => TValue) => answerLater(deps, settings, read)
  let stopped = false
  const loop = () => {
    if (stopped || !deps.life.isAlive()) return
    poll(deps, settings, view)
    deps.clock.schedule(settings.pollIntervalMs, loop)
  }
  return {
    async start() {
      stopped = false
      deps.clock.schedule(deps.random.between(0, settings.pollIntervalMs), loop)
    },
    async stop() {
      stopped = true
    },
    allowedHead: () => answer(() => view.tip && referenceOf(view.tip, deps.fault())),
    canonicalHash: (number) =>
      answer(() => {
        const block = view.tip && ancestorAt(view.tip, number)
        return block && referenceOf(block, deps.fault()).hash
      }),
    events: ({ after, upTo }) => answer(() => eventsOf(view, deps.fault(), { after, upTo })),
    namesEvents: (range) => answer(() => namesEventsOf(view, deps.fault(), range)),
    networkStart: () => answer(() => networkStart(view, settings)),
    deployedAfter: () => answer(() => l2Height(0)),
    registeredKeys: () =>
      answer(() =>
        [...chain.tip().state.nodes].map(([registryId, { nodeId, blsPublicKey }]) => ({
          registryId,
          nodeId,
          blsPublicKey,
        })),
      ),
    async submitSnapshot(submission): Promise<SubmitOutcome> {
      if (!settings.submits) return { kind: "watchOnly" }
      const tried = await answer(() => chain.simulate({ kind: "submitSnapshot", submission }))
      if (tried.kind === "done") {
        const sent = await answer(() =>
          deps.life.allows("submit") ? chain.send({ kind: "submitSnapshot", submission }) : undefined,
        )
        return sent === undefined ? { kind: "watchOnly" } : { kind: "sent", txHash: sent }
      }
      return tried.reason === "SnapshotNotNewer"
        ? { kind: "superseded" }
        : { kind: "refused", reason: tried.reason }
    },
    acceptedSnapshot: () => answer(() => view.tip && acceptances(view.tip)[0]),
    acceptedState: () => answer(() => acceptedStateOf(chain, view)),
    acceptance: (height) =>
      answer(() => view.tip && acceptances(view.tip).find((found) => found.height === height)),
    claimedAtomic: (account) => answer(() => chain.tip().state.claimed.get(account) ?? amountAtomic(0n)),
    onHead: (run) => void view.watchers.push(run),
  }
}

/** A dead node gets no answers. */
function answerLater<TValue>(
  { clock, random, life }: ScriptedL2Deps,
  settings: ScriptedL2Settings,
  read: () => TValue,
): Promise<TValue> {
  return new Promise((resolve) => {
    clock.schedule(random.between(...settings.answerMs), () => {
      if (life.isAlive()) resolve(read())
    })
  })
}

function poll(deps: ScriptedL2Deps, settings: ScriptedL2Settings, view: View): void {
  const fault = deps.fault()
  if (fault.kind === "stalls") return
  const newest = deps.chain.tip()
  const ruleBlocks = settings.headRule === "finalized" ? settings.finalizedDepth : settings.headRule.lagBlocks
  const behind = ruleBlocks + (fault.kind === "lags" ? fault.blocks : 0)
  const tip = ancestorAt(newest, newest.number - behind)
  if (tip === undefined || tip === view.tip) return
  view.tip = tip
  for (const watcher of view.watchers) watcher(referenceOf(tip, fault))
}

function referenceOf(block: L2Block, fault: L2Fault): L2Reference {
  if (fault.kind !== "forgesHashes") return { number: block.number, hash: block.hash }
  return { number: block.number, hash: block.hash.map((byte) => byte ^ 0xff) }
}

type Range = { readonly after: number; readonly upTo: L2Reference }

function eventsOf(view: View, fault: L2Fault, { after, upTo }: Range): readonly L2Event[] | undefined {
  const end = view.tip && ancestorAt(view.tip, upTo.number)
  if (end === undefined || !bytesEqual(referenceOf(end, fault).hash, upTo.hash)) return undefined
  const events = branch(end, after)
    .reverse()
    .flatMap((block) => block.events)
  return fault.kind === "hidesEvents" ? events.slice(0, -1) : events
}

/** Nobody registers a name on this L2, so there is nothing but the blocks' time to tell. */
function namesEventsOf(view: View, fault: L2Fault, { after, upTo }: NamesRange): NamesPage | undefined {
  const end = view.tip && ancestorAt(view.tip, upTo.number)
  const start = end && after && ancestorAt(end, after.number)
  const isOn = (block: L2Block | undefined, reference: L2Reference) =>
    block !== undefined && bytesEqual(referenceOf(block, fault).hash, reference.hash)
  if (end === undefined || !isOn(end, upTo) || (after !== undefined && !isOn(start, after))) return undefined
  return { events: [], timestampS: end.timestampS }
}

function networkStart(view: View, { domain }: ScriptedL2Settings) {
  const block = view.tip && branch(view.tip, -1).find((candidate) => candidate.startsNetwork)
  if (block?.state.genesisTimeS === undefined) return undefined
  return {
    chainId: domain.chainId,
    registry: domain.registry,
    l2: { number: block.number, hash: block.hash },
    genesisTimeS: block.state.genesisTimeS,
  }
}

function acceptedStateOf(chain: L2Chain, view: View): AcceptedState {
  const seen = view.tip && branch(view.tip, 0).find((block) => block.accepted.length > 0)
  const snapshot = seen?.accepted.at(-1)?.snapshot
  if (snapshot !== undefined) return { kind: "accepted", snapshot }
  return branch(chain.tip(), 0).some((block) => block.accepted.length > 0)
    ? { kind: "unseen" }
    : { kind: "none" }
}

/** Newest first. */
function acceptances(tip: L2Block): AcceptedSnapshot[] {
  return branch(tip, 0).flatMap((block) =>
    block.accepted
      .map(({ snapshot, txHash }) => ({ height: snapshot.height, txHash, l2Height: block.number }))
      .reverse(),
  )
}

import { bytesTo0x, bytesToHex } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import type { Preset } from "@sextant/shared/params"
import { type Height, height, MILLI_PER_ATOMIC } from "@sextant/shared/units"
import { epochOf } from "@sextant/state-transition/epoch"
import { lifetimeMilliOf } from "@sextant/state-transition/ledger"
import { indexOfNode } from "@sextant/state-transition/nodeList"
import type { ChainState, ValidatorSet } from "@sextant/state-transition/types"
import type { Block } from "@sextant/wire/block"
import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
import type { AccountJson, ExitJson, NodeJson, SnapshotJson, StatusJson } from "@sextant/wire/rpc/nodeApi"
import type { ObligationsJson } from "@sextant/wire/rpc/obligationsApi"
import type { ExitLeaf, RewardLeaf } from "@sextant/wire/snapshot"
import type { L2 } from "../ports.ts"
import { blockJson, type FinalBlock } from "./blockJson.ts"
import { exitJson, type NodeContact, type NodeJsonDeps, nodeJson, type Registration } from "./nodeJson.ts"
import { type ObligationsDeps, obligationsJson } from "./obligationsJson.ts"
import type { NodeName, Page } from "./parseParams.ts"
import type { NodeQueries } from "./queries.ts"
import { exitLeafJson, type SnapshotView, snapshotJson } from "./snapshotJson.ts"

type Proof<TLeaf> = { readonly leaf: TLeaf; readonly proof: readonly Uint8Array[] }

/** The rooms as the server sees them. */
export type QuerySources = {
  readonly preset: Preset
  readonly head: () => { readonly block: Block; readonly state: ChainState }
  readonly finalBlock: (height: number) => FinalBlock | undefined
  readonly validators: (epoch: number) => ValidatorSet | undefined
  readonly registration: (registryId: RegistryId) => Registration | undefined
  readonly contactOf: (nodeId: NodeId) => NodeContact | undefined
  readonly obligations: Pick<ObligationsDeps, "testsOf" | "votesOn" | "verdictsOn">
  /** Who voted in a state change of a final block, by the judges' places. */
  readonly judgesOf: (nodeId: NodeId, height: number) => readonly NodeId[]
  readonly consensus: () => { readonly epoch: number; readonly view: number } | undefined
  readonly isSyncing: () => boolean
  readonly snapshotHeights: (from: number, limit: number) => readonly number[]
  readonly newestSnapshot: () => number | undefined
  readonly snapshot: (height: number) => SnapshotView | undefined
  readonly proveReward: (view: SnapshotView, account: Address) => Proof<RewardLeaf> | undefined
  readonly proveExit: (view: SnapshotView, registryId: RegistryId) => Proof<ExitLeaf> | undefined
}

export type QueriesDeps = {
  readonly nodeId: NodeId
  readonly version: string
  readonly l2: L2
  readonly peers: () => readonly NodeId[]
  /** Undefined before the network has started. */
  readonly sources: () => QuerySources | undefined
}

/** Answers from what the rooms hold now. */
export function createQueries(deps: QueriesDeps): NodeQueries {
  const { sources } = deps
  const block = (from: QuerySources, at: Height | "latest") =>
    toBlockJson(from, at === "latest" ? from.head().block.header.height : at)
  return {
    status: () => withSources(sources(), (from) => status(deps, from)),
    block: (at) => withSources(sources(), (from) => block(from, at)),
    blocks: (page) => withSources(sources(), (from) => blocksOf(from, page)) ?? [],
    nodes: () =>
      withSources(sources(), (from) => ({
        height: from.head().block.header.height,
        nodes: [...allNodes(from)],
      })),
    node: (name) => withSources(sources(), (from) => findNode(from, name)),
    obligations: (name) => withSources(sources(), (from) => obligations(deps, from, name)),
    snapshot: async (at) => withSources(sources(), (from) => snapshotAt(deps, from, at)),
    async snapshots({ from: first, limit }) {
      const from = sources()
      if (from === undefined) return []
      const found = from.snapshotHeights(first, limit).map((at) => snapshotAt(deps, from, height(at)))
      return (await Promise.all(found)).filter((one) => one !== undefined)
    },
    account: async (address) => withSources(sources(), (from) => account(deps, from, address)),
    exit: async (name) => withSources(sources(), (from) => exit(deps, from, name)),
    unreadyReason() {
      const from = sources()
      if (from === undefined) return "the network has not started yet"
      return from.isSyncing() ? "the node is catching up" : undefined
    },
  }
}

function withSources<T>(from: QuerySources | undefined, ask: (from: QuerySources) => T): T | undefined {
  return from === undefined ? undefined : ask(from)
}

function status(deps: QueriesDeps, from: QuerySources): StatusJson {
  const { header } = from.head().block
  const consensus = from.consensus()
  return {
    nodeId: deps.nodeId,
    version: deps.version,
    networkId: bytesToHex(header.networkId),
    height: header.height,
    finalizedHeight: header.height,
    view: consensus?.view ?? 0,
    epoch: consensus?.epoch ?? epochOf(from.preset, header.height),
    l2: { number: header.l2.number, hash: bytesTo0x(header.l2.hash) },
    peers: deps.peers().length,
    syncing: from.isSyncing(),
  }
}

function toBlockJson(from: QuerySources, at: number) {
  const final = from.finalBlock(at)
  if (final === undefined) return undefined
  const epoch = epochOf(from.preset, at)
  const { certificate } = final
  return blockJson(epoch, final, {
    own: from.validators(epoch),
    certificate: certificate && from.validators(certificate.epoch),
    judgesOf: (nodeId) => from.judgesOf(nodeId, at),
  })
}

function blocksOf(from: QuerySources, page: Page) {
  const blocks = []
  for (let at = page.from as number; at < page.from + page.limit; at++) {
    const block = toBlockJson(from, at)
    if (block === undefined) break
    blocks.push(block)
  }
  return blocks
}

function jsonDeps(from: QuerySources): NodeJsonDeps {
  const { preset, contactOf, registration } = from
  return { preset, state: from.head().state, contactOf, registrationOf: registration }
}

/** By node id, then those that left, by registry id. */
function* allNodes(from: QuerySources): Iterable<NodeJson> {
  const json = jsonDeps(from)
  for (const [index, node] of json.state.nodes.entries()) yield nodeJson(json, node, index)
  for (const left of json.state.exits) {
    const found = exitJson(json, left)
    if (found !== undefined) yield found
  }
}

function findNode(from: QuerySources, name: NodeName): NodeJson | undefined {
  const json = jsonDeps(from)
  const { nodes, exits } = json.state
  const index =
    name.kind === "nodeId"
      ? indexOfNode(nodes, name.nodeId)
      : nodes.findIndex(({ registryId }) => registryId === name.registryId)
  const node = nodes[index]
  if (node !== undefined) return nodeJson(json, node, index)
  const left = exits.findLast((candidate) =>
    name.kind === "nodeId" ? candidate.nodeId === name.nodeId : candidate.registryId === name.registryId,
  )
  return left && exitJson(json, left)
}

function obligations(deps: QueriesDeps, from: QuerySources, name: NodeName): ObligationsJson | undefined {
  const about = findNode(from, name)
  const { preset } = from
  const { state } = from.head()
  return about && obligationsJson({ ...from.obligations, preset, state, ownNodeId: deps.nodeId }, about)
}

async function snapshotAt(
  deps: QueriesDeps,
  from: QuerySources,
  at: Height | "latest",
): Promise<SnapshotJson | undefined> {
  const found = at === "latest" ? from.newestSnapshot() : at
  const view = found === undefined ? undefined : from.snapshot(found)
  if (view === undefined) return undefined
  const accepted = await deps.l2.acceptance(view.taken.snapshot.height)
  return snapshotJson(view, accepted?.txHash)
}

/** The newest snapshot that the contract has accepted, when this node has it too. */
async function acceptedView(deps: QueriesDeps, from: QuerySources): Promise<SnapshotView | undefined> {
  const accepted = await deps.l2.acceptedSnapshot()
  return accepted && from.snapshot(accepted.height)
}

async function account(deps: QueriesDeps, from: QuerySources, address: Address): Promise<AccountJson> {
  const lifetime = lifetimeMilliOf(from.head().state.ledger, address) / MILLI_PER_ATOMIC
  const earned = { address, lifetimeAmountAtomic: String(lifetime) }
  const view = await acceptedView(deps, from)
  const proven = view && from.proveReward(view, address)
  if (view === undefined || proven === undefined) return earned
  return {
    ...earned,
    claim: {
      snapshotHeight: view.taken.snapshot.height,
      lifetimeAmountAtomic: String(proven.leaf.lifetimeAmountAtomic),
      claimedAtomic: String(await deps.l2.claimedAtomic(address)),
      proof: proven.proof.map(bytesTo0x),
    },
  }
}

async function exit(deps: QueriesDeps, from: QuerySources, name: NodeName): Promise<ExitJson | undefined> {
  const view = await acceptedView(deps, from)
  const registryId = name.kind === "registryId" ? name.registryId : findNode(from, name)?.registryId
  if (view === undefined || registryId === undefined) return undefined
  const proven = from.proveExit(view, registryId as RegistryId)
  if (proven === undefined) return undefined
  return {
    leaf: exitLeafJson(proven.leaf),
    proof: proven.proof.map(bytesTo0x),
    snapshotHeight: view.taken.snapshot.height,
  }
}

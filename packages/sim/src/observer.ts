import { createChainStore } from "@sextant/node/chain/chainStore"
import { createVoteLog } from "@sextant/node/consensus/voteLog"
import { bytesEqual } from "@sextant/shared/bytes"
import type { Rules, ValidatorSet } from "@sextant/state-transition/types"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Vote, VoteStatement } from "@sextant/wire/vote"
import { decodeVote } from "@sextant/wire/voteCodec"
import type { ConductBook } from "./conductBook.ts"
import { SimError } from "./errors.ts"
import { genesisOf } from "./genesisOf.ts"
import { allInvariants } from "./invariants/allInvariants.ts"
import type { SimView } from "./invariants/invariant.ts"
import type { L2Chain } from "./l2/l2Chain.ts"
import type { MemoryDisk } from "./memoryDisk.ts"
import type { Parcel } from "./memoryHub.ts"
import { createReferenceChain, type ReferenceChain } from "./referenceChain.ts"
import type { FinalRecord } from "./scenario.ts"
import type { Trace } from "./trace.ts"
import { createVoteBook, type VoteBook } from "./voteBook.ts"

export type Watched = { readonly nodeId: NodeId; readonly name: string; readonly disk: MemoryDisk }

/** Looks over every node's shoulder: at its disk after each step, at the wire whenever it sends. */
export type Observer = {
  readonly watch: (node: Watched) => void
  /** @throws SimError sim/violation. */
  readonly check: () => void
  readonly onSent: (parcel: Parcel) => void
  readonly records: () => readonly FinalRecord[]
  /** Newest durable final height of a node, 0 before any. */
  readonly finalHeight: (nodeId: NodeId) => number
  /** Votes that left their author. */
  readonly sentVotes: VoteBook
}

export type ObserverDeps = {
  readonly l2: L2Chain
  readonly trace: Trace
  readonly nowMs: () => number
  /** Undefined before the network has started. */
  readonly rules: () => Rules | undefined
  readonly conduct: ConductBook
}

type Seen = Watched & { headVersion: number; logVersion: number; height: number }

export function createObserver(deps: ObserverDeps): Observer {
  const books = { sent: createVoteBook(), said: createVoteBook() }
  const seen = new Map<NodeId, Seen>()
  const sets = new Map<number, ValidatorSet>()
  let reference: ReferenceChain | undefined
  let votesChecked = 0
  let broken: string | undefined
  const referenceOf = (): ReferenceChain | undefined => {
    const rules = deps.rules()
    if (reference === undefined && rules !== undefined) {
      reference = createReferenceChain(rules, genesisOf(rules, deps.l2.tip()))
      rememberSets(sets, reference.records)
    }
    return reference
  }
  const records = () => referenceOf()?.records ?? []
  const view = (): SimView => ({
    records: records(),
    l2: deps.l2,
    statements: books.said.recent(),
    conduct: deps.conduct,
    memoryBlocks: memoryBlocksOf(deps.rules()),
  })
  return {
    sentVotes: books.sent,
    records,
    watch: (node) => void seen.set(node.nodeId, { ...node, headVersion: -1, logVersion: -1, height: 0 }),
    finalHeight: (nodeId) => seen.get(nodeId)?.height ?? 0,
    onSent(parcel) {
      const vote = parcel.stream.includes("/vote/") ? tryDecodeVote(parcel.body) : undefined
      const author = vote && sets.get(vote.epoch)?.validators[vote.validatorIndex]?.nodeId
      if (vote === undefined || author !== parcel.from || !books.sent.add(author, vote)) return
      if (!deps.conduct.isHonest(author)) return
      books.said.add(author, vote)
      broken ??= unlogged(seen.get(author), vote)
    },
    check() {
      const chain = referenceOf()
      if (chain === undefined) return
      for (const node of seen.values()) {
        if (deps.conduct.isHonest(node.nodeId))
          readVotes(node, { book: books.said, epoch: epochAfter(chain) })
        readFinal({ ...deps, chain, sets, view }, node)
      }
      if (books.said.size() !== votesChecked) {
        votesChecked = books.said.size()
        checkAll(view())
      }
      if (broken !== undefined) throw violation(broken)
    },
  }
}

/** Not everybody sends votes where votes belong. */
function tryDecodeVote(bytes: Uint8Array): Vote | undefined {
  try {
    return decodeVote(bytes)
  } catch {
    return undefined
  }
}

function memoryBlocksOf(rules: Rules | undefined): number {
  if (rules === undefined) return 0
  const { obligationLagBlocks, obligationVoteLifeBlocks } = rules.preset
  return obligationLagBlocks + obligationVoteLifeBlocks
}

/** Of the newest final block or the one after it: where votes are being cast. */
function epochAfter({ records }: ReferenceChain): number {
  return records.at(-1)?.state.nextValidators.epoch ?? 0
}

/** What the log says counts as said, sent or not. */
function readVotes(node: Seen, { book, epoch }: { readonly book: VoteBook; readonly epoch: number }): void {
  const version = node.disk.version("voteLog")
  if (node.logVersion === version) return
  node.logVersion = version
  const log = createVoteLog(node.disk.durable)
  for (const near of [epoch - 1, epoch])
    for (const statement of log.read(near)) book.add(node.nodeId, statement)
}

/** A vote may leave only when it is on disk. */
function unlogged(author: Seen | undefined, vote: VoteStatement): string | undefined {
  if (author === undefined) return undefined
  const isLogged = createVoteLog(author.disk.durable)
    .read(vote.epoch)
    .some(
      ({ kind, view, blockHash }) =>
        kind === vote.kind && view === vote.view && bytesEqual(blockHash, vote.blockHash),
    )
  return isLogged
    ? undefined
    : `${author.name} sent a ${vote.kind} vote for epoch ${vote.epoch}, view ${vote.view} that is not in its log`
}

type ReadDeps = ObserverDeps & {
  readonly chain: ReferenceChain
  readonly sets: Map<number, ValidatorSet>
  readonly view: () => SimView
}

function readFinal(deps: ReadDeps, node: Seen): void {
  const version = node.disk.version("meta")
  if (node.headVersion === version) return
  node.headVersion = version
  const store = createChainStore(node.disk.durable)
  const head = store.head()
  if (head === undefined) return
  if (head.height < node.height)
    throw violation(`${node.name} has lost final blocks: ${node.height} became ${head.height}`)
  while (node.height < head.height) {
    const block = store.block(node.height + 1)?.block
    if (block === undefined)
      throw violation(`${node.name} has no block at height ${node.height + 1} below its head`)
    const known = deps.chain.records.length
    const broken = deps.chain.add(node.name, block)
    if (broken !== undefined) throw violation(broken)
    node.height++
    const record = deps.chain.records[node.height]
    deps.trace.add(deps.nowMs(), `${node.name} final ${node.height} ${record?.hash}`)
    if (deps.chain.records.length > known) {
      rememberSets(deps.sets, deps.chain.records)
      checkAll(deps.view())
    }
  }
}

function rememberSets(sets: Map<number, ValidatorSet>, records: readonly FinalRecord[]): void {
  const newest = records.at(-1)?.state
  if (newest === undefined) return
  for (const set of [newest.currentValidators, newest.nextValidators]) sets.set(set.epoch, set)
}

function checkAll(view: SimView): void {
  for (const { name, check } of allInvariants) {
    const broken = check(view)
    if (broken !== undefined) throw violation(`${name}: ${broken}`)
  }
}

export function violation(what: string): SimError {
  return new SimError("sim/violation", { meta: { what } })
}

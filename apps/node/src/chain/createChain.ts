import { bytesEqual, bytesToHex } from "@sextant/shared/bytes"
import { applyBlock } from "@sextant/state-transition/applyBlock"
import type { ChainState, Rules } from "@sextant/state-transition/types"
import type { Block } from "@sextant/wire/block"
import { blockHash as hashOf } from "@sextant/wire/blockCodec"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Certificate } from "@sextant/wire/vote"
import type { Clock, DbWrite, L2, Logger, Metrics } from "../ports.ts"
import type { AppliedBlock, ChainStore } from "./chainStore.ts"
import { ChainError } from "./errors.ts"
import { createLane, type Lane } from "./lane.ts"

export type ChainDeps = {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly l2: L2
  readonly store: ChainStore
  readonly rules: Rules
  /** This node's BLS signature over 32 bytes. */
  readonly signBls: (message: Uint8Array) => Uint8Array
  readonly nodeId: NodeId
  /** What other rooms keep of a final block. */
  readonly companionsOf: (block: AppliedBlock) => readonly DbWrite[]
}

/** The newest final block and what was applied on top of it. */
export type Chain = {
  readonly deps: ChainDeps
  readonly head: () => HeadView
  /** A final head or a block that was applied on it; undefined otherwise. */
  readonly applied: (blockHash: Uint8Array) => AppliedBlock | undefined
  /** Applies a block on its parent, which must be known, and remembers the result. @throws StateTransitionError, ChainError */
  readonly apply: (block: Block) => AppliedBlock
  /** The same on a given parent, without remembering: for blocks from someone who is not trusted. */
  readonly applyOn: (parent: AppliedBlock, block: Block) => AppliedBlock
  readonly remember: (applied: AppliedBlock) => void
  /** Makes applied blocks final, in one write. Must run in `lane`. */
  readonly commit: (blocks: readonly AppliedBlock[], finalization: Certificate) => Promise<void>
  /** Everything that moves the head runs here, one after another. */
  readonly lane: Lane
  readonly onFinal: (run: (block: AppliedBlock) => void) => void
}

export type HeadView = {
  readonly block: Block
  readonly blockHash: Uint8Array
  readonly state: ChainState
  /** Undefined for genesis alone. */
  readonly certificate: Certificate | undefined
}

/**
 * Blocks that are not final, at most. Consensus needs one or two; more only while views fail, and a state shares with its
 * parent's what the block did not change.
 */
const APPLIED_MAX = 4_096

/** Opens the chain at its stored head. @throws ChainError chain/damaged, when head, block and state do not fit together. */
export function createChain(deps: ChainDeps): Chain {
  let head = readHead(deps.store)
  const applied = new Map<string, AppliedBlock>()
  const watchers: ((block: AppliedBlock) => void)[] = []
  const remember = (entry: AppliedBlock) => {
    applied.set(bytesToHex(entry.blockHash), entry)
    const [oldest] = applied.keys()
    if (applied.size > APPLIED_MAX && oldest !== undefined) applied.delete(oldest)
  }
  const find = (blockHash: Uint8Array): AppliedBlock | undefined => {
    if (bytesEqual(blockHash, head.blockHash)) return { ...head, effects: [], l2Events: [] }
    return applied.get(bytesToHex(blockHash))
  }
  return {
    deps,
    head: () => head,
    applied: find,
    remember,
    lane: createLane(),
    onFinal: (run) => void watchers.push(run),
    apply(block) {
      const blockHash = hashOf(block.header)
      const known = find(blockHash)
      if (known !== undefined) return known
      const parent = find(block.header.parentHash)
      if (parent === undefined)
        throw new ChainError("chain/unknown-parent", { meta: { height: block.header.height } })
      const entry = applyOn(deps.rules, parent, block)
      remember(entry)
      return entry
    },
    applyOn: (parent, block) => applyOn(deps.rules, parent, block),
    async commit(blocks, finalization) {
      const last = blocks.at(-1)
      if (last === undefined) return
      await deps.store.putFinal({ blocks, finalization, companions: blocks.flatMap(deps.companionsOf) })
      const { block, blockHash, state } = last
      head = { block, blockHash, state, certificate: finalization }
      dropPassed(applied, block.header.height)
      deps.metrics.gauge("height", block.header.height)
      for (const entry of blocks) for (const run of watchers) run(entry)
    },
  }
}

function applyOn(rules: Rules, parent: AppliedBlock, block: Block): AppliedBlock {
  const transition = applyBlock(rules, parent.state, block)
  return { block, blockHash: hashOf(block.header), ...transition, l2Events: block.body.l2Events }
}

function readHead(store: ChainStore): HeadView {
  const stored = store.head()
  if (stored === undefined) throw new ChainError("chain/not-started")
  const found = store.block(stored.height)
  const state = store.state(stored.height)
  const isWhole =
    found !== undefined &&
    state !== undefined &&
    bytesEqual(hashOf(found.block.header), stored.blockHash) &&
    state.latestHeader.height === stored.height
  if (!isWhole) throw new ChainError("chain/damaged", { meta: { height: stored.height } })
  const certificate = store.finalization(stored.height)
  if (certificate === undefined && stored.height > 0)
    throw new ChainError("chain/damaged", { meta: { height: stored.height } })
  return { block: found.block, blockHash: stored.blockHash, state, certificate }
}

/** What is not above the head can never become final any more. */
function dropPassed(applied: Map<string, AppliedBlock>, height: number): void {
  for (const [key, entry] of applied) if (entry.block.header.height <= height) applied.delete(key)
}

import type { NodeId } from "@sextant/wire/l2Event"
import type { VoteStatement } from "@sextant/wire/vote"
import type { ConductBook } from "../conductBook.ts"
import type { L2Chain } from "../l2/l2Chain.ts"
import type { FinalRecord } from "../scenario.ts"

/** What the harness knows of a network, whatever its nodes think. */
export type SimView = {
  /** By height, genesis first; every block was applied by the rules. */
  readonly records: readonly FinalRecord[]
  readonly l2: L2Chain
  /** What each node has written down or was seen to say in the newest two epochs, without repetitions. */
  readonly statements: ReadonlyMap<NodeId, readonly VoteStatement[]>
  readonly conduct: ConductBook
  /** Blocks from the one that names judges to the last one that may carry their verdict. */
  readonly memoryBlocks: number
}

/** Returns a sentence when broken, undefined when it holds. */
export type Invariant = { readonly name: string; readonly check: (view: SimView) => string | undefined }

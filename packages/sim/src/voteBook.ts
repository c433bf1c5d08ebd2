import { bytesToHex } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import type { VoteStatement } from "@sextant/wire/vote"

/** What each node was ever heard to say, each statement once, oldest first. */
export type VoteBook = {
  /** True when it is new. */
  readonly add: (nodeId: NodeId, statement: VoteStatement) => boolean
  readonly of: (nodeId: NodeId) => readonly VoteStatement[]
  /** Those of the newest epoch and the one before it: older ones were held against each other when they came. */
  readonly recent: () => ReadonlyMap<NodeId, readonly VoteStatement[]>
  /** Rises with every new statement. */
  readonly size: () => number
}

export function createVoteBook(): VoteBook {
  const byNode = new Map<NodeId, VoteStatement[]>()
  const recent = new Map<NodeId, VoteStatement[]>()
  const known = new Set<string>()
  let newestEpoch = 0
  return {
    add(nodeId, statement) {
      const { kind, epoch, view, blockHash } = statement
      const name = `${nodeId} ${kind} ${epoch} ${view} ${bytesToHex(blockHash)}`
      if (known.has(name)) return false
      known.add(name)
      if (epoch > newestEpoch) {
        newestEpoch = epoch
        for (const [author, said] of recent)
          recent.set(
            author,
            said.filter(({ epoch: old }) => old >= epoch - 1),
          )
      }
      for (const book of [byNode, recent]) {
        const said = book.get(nodeId) ?? []
        said.push({ kind, epoch, view, blockHash })
        book.set(nodeId, said)
      }
      return true
    },
    of: (nodeId) => byNode.get(nodeId) ?? [],
    recent: () => recent,
    size: () => known.size,
  }
}

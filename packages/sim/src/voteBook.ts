import { bytesToHex } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import type { VoteStatement } from "@sextant/wire/vote"

/** What each node was ever heard to say, each statement once, oldest first. */
export type VoteBook = {
  readonly add: (nodeId: NodeId, statement: VoteStatement) => void
  readonly of: (nodeId: NodeId) => readonly VoteStatement[]
  readonly all: () => ReadonlyMap<NodeId, readonly VoteStatement[]>
  /** Rises with every new statement. */
  readonly size: () => number
}

export function createVoteBook(): VoteBook {
  const byNode = new Map<NodeId, VoteStatement[]>()
  const known = new Set<string>()
  return {
    add(nodeId, statement) {
      const { kind, epoch, view, blockHash } = statement
      const name = `${nodeId} ${kind} ${epoch} ${view} ${bytesToHex(blockHash)}`
      if (known.has(name)) return
      known.add(name)
      const said = byNode.get(nodeId)
      if (said === undefined) byNode.set(nodeId, [{ kind, epoch, view, blockHash }])
      else said.push({ kind, epoch, view, blockHash })
    },
    of: (nodeId) => byNode.get(nodeId) ?? [],
    all: () => byNode,
    size: () => known.size,
  }
}

import { formatInstant } from "../format/time.ts"
import type { Outputs } from "../trpc/types.ts"

export type StakeFacts = Outputs["account"]["get"]["stakes"][number]

export type StakeAction = {
  readonly kind: "requestExit" | "completeExit" | "releaseStake"
  readonly registryId: number
  readonly nodeId: string
  /** What it does and when it makes sense. */
  readonly sentence: string
}

/** What can be done about a stake now. Only the operator may request an exit; the other two anyone may send. Pure. */
export function stakeActions({ node, isOperator }: StakeFacts, nowMs: number): readonly StakeAction[] {
  const base = { registryId: node.registryId, nodeId: node.nodeId }
  if (node.left !== null) {
    const isLocked = node.left.unlockAtMs > node.left.atMs
    if (!isLocked) return []
    const sentence = `Its stake was locked until ${formatInstant(node.left.unlockAtMs)}.`
    return node.left.unlockAtMs <= nowMs ? [{ ...base, kind: "releaseStake", sentence }] : []
  }
  if (node.exitLeaf !== null && node.exitLeaf.eligibleAtMs <= nowMs)
    return [
      {
        ...base,
        kind: "completeExit",
        sentence: "A signed snapshot lets it leave: its stake can return now.",
      },
    ]
  const canAsk = node.state === "active" || node.state === "decommissioned"
  if (isOperator && canAsk && node.exitRequestedHeight === null)
    return [
      {
        ...base,
        kind: "requestExit",
        sentence: "Leaving cannot be undone: after a waiting time every contributor's stake returns.",
      },
    ]
  return []
}

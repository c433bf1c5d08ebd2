import type { NodeId } from "@sextant/wire/l2Event"
import type { FinalRecord } from "../scenario.ts"
import type { Invariant, SimView } from "./invariant.ts"

/** The longest memory that a judgement rests on: this many chances to lead a block (docs/protocol/nodeLife.md §6). */
const CHANCES = 8

/**
 * Who did its duty keeps its place: a node that was up, connected and in time for as long as any test looks back is neither
 * set aside nor deregistered, and no honest node is ever convicted of having contradicted itself.
 */
export const nobodyPunishedUnjustly: Invariant = {
  name: "nobodyPunishedUnjustly",
  check(view) {
    const [before, newest] = view.records.slice(-2)
    if (before === undefined || newest?.block === undefined) return undefined
    for (const { nodeId, first } of newest.block.body.equivocations)
      if (view.conduct.isHonest(nodeId))
        return `at height ${newest.height} honest node ${nodeId.slice(0, 8)} is convicted over view ${first.view}`
    const sinceMs = memoryStartMs(view, newest)
    for (const { nodeId, kind } of punishments(before, newest))
      if (view.conduct.isHonest(nodeId) && view.conduct.lastExcuseMs(nodeId) < sinceMs)
        return `at height ${newest.height} node ${nodeId.slice(0, 8)} is ${kind}, which did all its duties`
    return undefined
  },
}

/** By what became of the nodes, whatever operation did it. */
function punishments(before: FinalRecord, newest: FinalRecord): { nodeId: NodeId; kind: string }[] {
  const statusBefore = new Map(before.state.nodes.map(({ nodeId, status }) => [nodeId, status]))
  const aside = newest.state.nodes
    .filter(({ nodeId, status }) => status === "decommissioned" && statusBefore.get(nodeId) === "active")
    .map(({ nodeId }) => ({ nodeId, kind: "decommissioned" }))
  const gone = newest.state.exits
    .filter(({ nodeId, kind }) => kind === "deregistered" && statusBefore.has(nodeId))
    .map(({ nodeId }) => ({ nodeId, kind: "deregistered" }))
  return [...aside, ...gone]
}

/** In blocks, because a network that stands still gives no chances and judges nobody. */
function memoryStartMs({ records, memoryBlocks }: SimView, newest: FinalRecord): number {
  const reach = CHANCES * newest.state.nodes.length + memoryBlocks
  return (records[Math.max(0, newest.height - reach)] ?? newest).state.latestHeader.timestampMs
}

import type { NodeRecord } from "./types.ts"

/** `length` nodes in a row that two lists share: from `from` in the earlier one, from `to` in the later one. */
export type Run = { readonly from: number; readonly to: number; readonly length: number }

/**
 * The rows of identical records that a later list of nodes shares with an earlier one, ascending. Both are sorted by node id.
 * One block changes few nodes, so what is kept for each node is moved over in a few pieces.
 */
export function runsOf(before: readonly NodeRecord[], after: readonly NodeRecord[]): Run[] {
  const runs: Run[] = []
  let from = 0
  let to = 0
  while (from < before.length && to < after.length) {
    const start = to
    while (to < after.length && from < before.length && after[to] === before[from]) {
      from++
      to++
    }
    if (to > start) runs.push({ from: from - (to - start), to: start, length: to - start })
    const old = before[from]
    const fresh = after[to]
    if (old === undefined || fresh === undefined) break
    if (old.nodeId <= fresh.nodeId) from++
    if (fresh.nodeId <= old.nodeId) to++
  }
  return runs
}

/** The places of the later list that no run covers. */
export function gapsOf(runs: readonly Run[], length: number): number[] {
  const gaps: number[] = []
  let at = 0
  for (const run of [...runs, { to: length, length: 0 }]) {
    for (; at < run.to; at++) gaps.push(at)
    at += run.length
  }
  return gaps
}

/**
 * Remembers what `build` makes of each list, and hands it the newest earlier result: usually that of the parent's list, so
 * that only the difference costs.
 */
export function rememberRuns<TColumns>(
  build: (nodes: readonly NodeRecord[], known: Known<TColumns> | undefined) => TColumns,
): (nodes: readonly NodeRecord[]) => TColumns {
  const all = new WeakMap<readonly NodeRecord[], TColumns>()
  let newest: Known<TColumns> | undefined
  return (nodes) => {
    const found = all.get(nodes)
    if (found !== undefined) return found
    const columns = build(nodes, newest)
    all.set(nodes, columns)
    newest = { nodes, columns }
    return columns
  }
}

export type Known<TColumns> = { readonly nodes: readonly NodeRecord[]; readonly columns: TColumns }

import type { AccountIndex } from "./accounts.ts"
import { gapsOf, type Known, rememberRuns, runsOf } from "./nodeRuns.ts"
import { ratiosOf } from "./splitPart.ts"
import type { NodeRecord } from "./types.ts"

/** How the parts of a list of nodes are split: one row per node and one per contributor, in their orders. */
export type ShareTable = {
  /** Where each node's contributors start; one entry more than nodes. */
  readonly first: Uint32Array
  readonly feeBps: Uint16Array
  /** Each stake's share of its node's, in lowest terms. */
  readonly numerators: Float64Array
  readonly denominators: Float64Array
}

export const shareTableOf = rememberRuns(buildTable)

function buildTable(nodes: readonly NodeRecord[], known: Known<ShareTable> | undefined): ShareTable {
  const first = new Uint32Array(nodes.length + 1)
  const feeBps = new Uint16Array(nodes.length)
  for (const [place, node] of nodes.entries()) {
    first[place + 1] = (first[place] as number) + node.contributors.length
    feeBps[place] = node.feeBps
  }
  const total = first[nodes.length] as number
  const numerators = new Float64Array(total)
  const denominators = new Float64Array(total)
  const runs = known === undefined ? [] : runsOf(known.nodes, nodes)
  for (const { from, to, length } of runs) {
    const { columns } = known as Known<ShareTable>
    const [start, end] = [columns.first[from], columns.first[from + length]]
    numerators.set(columns.numerators.subarray(start, end), first[to])
    denominators.set(columns.denominators.subarray(start, end), first[to])
  }
  for (const place of gapsOf(runs, nodes.length)) {
    for (const [position, ratio] of ratiosOf((nodes[place] as NodeRecord).contributors).entries()) {
      numerators[(first[place] as number) + position] = ratio.numerator
      denominators[(first[place] as number) + position] = ratio.denominator
    }
  }
  return { first, feeBps, numerators, denominators }
}

type KnownPlaces = {
  readonly nodes: readonly NodeRecord[]
  readonly index: AccountIndex
  readonly places: Int32Array
}

const knownPlaces = new WeakMap<readonly NodeRecord[], KnownPlaces>()
let newest: KnownPlaces | undefined

/** Position of every contributor's beneficiary among the accounts; -1 for one that has no account yet. */
export function placesOf(nodes: readonly NodeRecord[], index: AccountIndex): Int32Array {
  const known = knownPlaces.get(nodes)
  if (known?.index === index) return known.places
  const { first } = shareTableOf(nodes)
  const places = new Int32Array(first[nodes.length] as number)
  const runs = newest?.index === index ? runsOf(newest.nodes, nodes) : []
  for (const { from, to, length } of runs) {
    const { nodes: before, places: old } = newest as KnownPlaces
    const table = shareTableOf(before)
    places.set(old.subarray(table.first[from], table.first[from + length]), first[to])
  }
  for (const place of gapsOf(runs, nodes.length)) {
    for (const [position, { beneficiary }] of (nodes[place] as NodeRecord).contributors.entries()) {
      places[(first[place] as number) + position] = index.places.get(beneficiary) ?? -1
    }
  }
  newest = { nodes, index, places }
  knownPlaces.set(nodes, newest)
  return places
}

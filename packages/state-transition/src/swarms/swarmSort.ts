/** A swarm's position in the ascending list of ids, and its size. */
export type SwarmSize = { readonly index: number; readonly size: number }

const SMALL = 16

/**
 * Sorts by size alone, with the order of equals that the reference's sort leaves behind: an introspective quicksort down to
 * runs of 16, then one insertion sort over all. Up to 16 entries it is stable. The order of equals decides who moves where, so
 * it is part of the protocol.
 */
export function sortBySize(sizes: readonly SwarmSize[]): SwarmSize[] {
  const sorted = [...sizes]
  partitionDown(sorted, { from: 0, to: sorted.length }, 2 * Math.floor(Math.log2(sorted.length || 1)))
  insertionSort(sorted)
  return sorted
}

type Range = { readonly from: number; readonly to: number }

function partitionDown(list: SwarmSize[], range: Range, depthMax: number): void {
  let depth = depthMax
  let to = range.to
  while (to - range.from > SMALL) {
    if (depth === 0) {
      // Sizes cannot fall so unluckily in practice. Any fixed order keeps the nodes agreed: here a stable one.
      const part = list.slice(range.from, to).sort((left, right) => left.size - right.size)
      list.splice(range.from, part.length, ...part)
      return
    }
    depth--
    const cut = partition(list, { from: range.from, to })
    partitionDown(list, { from: cut, to }, depth)
    to = cut
  }
}

/** Moves the median of three to the front and splits the rest around it. @returns Start of the right part. */
function partition(list: SwarmSize[], { from, to }: Range): number {
  const middle = from + ((to - from) >> 1)
  swap(list, from, medianOf(list, [from + 1, middle, to - 1]))
  const pivot = sizeAt(list, from)
  let left = from + 1
  let right = to
  for (;;) {
    while (sizeAt(list, left) < pivot) left++
    right--
    while (pivot < sizeAt(list, right)) right--
    if (left >= right) return left
    swap(list, left, right)
    left++
  }
}

/** The order of the questions decides among equals. */
function medianOf(list: readonly SwarmSize[], [a, b, c]: readonly [number, number, number]): number {
  const isLess = (left: number, right: number) => sizeAt(list, left) < sizeAt(list, right)
  if (isLess(a, b)) {
    if (isLess(b, c)) return b
    return isLess(a, c) ? c : a
  }
  if (isLess(a, c)) return a
  return isLess(b, c) ? c : b
}

function insertionSort(list: SwarmSize[]): void {
  for (let index = 1; index < list.length; index++) {
    const item = list[index] as SwarmSize
    let at = index
    while (at > 0 && sizeAt(list, at - 1) > item.size) {
      list[at] = list[at - 1] as SwarmSize
      at--
    }
    list[at] = item
  }
}

function sizeAt(list: readonly SwarmSize[], at: number): number {
  return (list[at] as SwarmSize).size
}

function swap(list: SwarmSize[], left: number, right: number): void {
  const kept = list[left] as SwarmSize
  list[left] = list[right] as SwarmSize
  list[right] = kept
}

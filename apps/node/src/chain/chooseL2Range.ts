import { bytesEqual } from "@sextant/shared/bytes"
import { l2Height } from "@sextant/shared/units"
import type { L2Reference } from "@sextant/wire/block"
import type { L2Event } from "@sextant/wire/l2Event"
import { l2EventToSsz, l2EventType } from "@sextant/wire/l2EventCodec"
import type { L2 } from "../ports.ts"

export type L2Range = { readonly l2: L2Reference; readonly l2Events: readonly L2Event[] }

/** A block carries at most this much news from the L2; the rest waits for the next block. */
export const RANGE_EVENTS_MAX = 1_024
export const RANGE_BYTES_MAX = 512 * 1024

/**
 * The range a new block takes: up to our allowed head, or as far as its events fit. When our view does not continue the
 * parent's, the block brings no news: it repeats the parent's reference.
 */
export async function chooseL2Range(l2: L2, parent: L2Reference): Promise<L2Range> {
  const unchanged: L2Range = { l2: parent, l2Events: [] }
  const head = await l2.allowedHead()
  if (head === undefined || head.number <= parent.number) return unchanged
  const parentHash = await l2.canonicalHash(parent.number)
  if (parentHash === undefined || !bytesEqual(parentHash, parent.hash)) return unchanged
  const events = await l2.events({ after: parent.number, upTo: head })
  if (events === undefined) return unchanged
  const fitting = countFitting(events)
  if (fitting === events.length) return { l2: head, l2Events: events }
  return shorten(l2, { unchanged, events, fitting })
}

function countFitting(events: readonly L2Event[]): number {
  let sizeBytes = 0
  for (const [index, event] of events.entries()) {
    sizeBytes += l2EventType.serialize(l2EventToSsz(event)).length
    if (index >= RANGE_EVENTS_MAX || sizeBytes > RANGE_BYTES_MAX) return index
  }
  return events.length
}

/** Ends the range before the L2 block whose events no longer fit. An L2 block is never cut in two. */
async function shorten(
  l2: L2,
  range: { readonly unchanged: L2Range; readonly events: readonly L2Event[]; readonly fitting: number },
): Promise<L2Range> {
  const firstLeftOut = range.events[range.fitting]?.l2Height ?? 0
  const end = l2Height(firstLeftOut - 1)
  if (end <= range.unchanged.l2.number) return range.unchanged
  const hash = await l2.canonicalHash(end)
  if (hash === undefined) return range.unchanged
  return { l2: { number: end, hash }, l2Events: range.events.filter((event) => event.l2Height <= end) }
}

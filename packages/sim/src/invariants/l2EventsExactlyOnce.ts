import { bytesEqual } from "@sextant/shared/bytes"
import type { L2Event } from "@sextant/wire/l2Event"
import { l2EventToSsz, l2EventType } from "@sextant/wire/l2EventCodec"
import { ancestorAt, branch } from "../l2/l2Chain.ts"
import type { Invariant } from "./invariant.ts"

/** A block carries exactly the events that the L2 has between its parent's look at it and its own, in order. */
export const l2EventsExactlyOnce: Invariant = {
  name: "l2EventsExactlyOnce",
  check({ records, l2 }) {
    const newest = records.at(-1)
    const parent = records.at(-2)
    if (newest?.block === undefined || parent === undefined) return undefined
    const { header, body } = newest.block
    const end = ancestorAt(l2.tip(), header.l2.number)
    if (end === undefined || !bytesEqual(end.hash, header.l2.hash))
      return `height ${newest.height} names L2 block ${header.l2.number}, which is not on the L2's chain`
    const expected = branch(end, parent.state.latestHeader.l2.number)
      .reverse()
      .flatMap((block) => block.events)
    const isSame =
      expected.length === body.l2Events.length &&
      expected.every((event, at) => isSameEvent(event, body.l2Events[at] as L2Event))
    return isSame
      ? undefined
      : `height ${newest.height} carries ${body.l2Events.length} L2 events that are not the ${expected.length} of its range`
  },
}

function isSameEvent(left: L2Event, right: L2Event): boolean {
  const bytesOf = (event: L2Event) => l2EventType.serialize(l2EventToSsz(event))
  return bytesEqual(bytesOf(left), bytesOf(right))
}

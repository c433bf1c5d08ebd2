import { bytesEqual } from "@sextant/shared/bytes"
import type { Block, L2Reference } from "@sextant/wire/block"
import { l2EventToSsz, l2EventType } from "@sextant/wire/l2EventCodec"
import type { L2 } from "../ports.ts"

/**
 * Compares a block's L2 reference and events with this node's own view (docs/protocol §6).
 *
 * @param parent - The parent's reference.
 * @returns False when our view differs or does not reach so far yet. Never an accusation: which of the two is behind, the
 * proposer's providers or ours, cannot be told from here.
 */
export async function checkL2Range(l2: L2, parent: L2Reference, block: Block): Promise<boolean> {
  const { l2: reference } = block.header
  if (reference.number === parent.number) return bytesEqual(reference.hash, parent.hash)
  const head = await l2.allowedHead()
  if (head === undefined || reference.number > head.number) return false
  const events = await l2.events({ after: parent.number, upTo: reference })
  if (events === undefined || events.length !== block.body.l2Events.length) return false
  return events.every((event, index) => {
    const given = block.body.l2Events[index]
    return given !== undefined && bytesEqual(eventBytes(event), eventBytes(given))
  })
}

function eventBytes(event: Parameters<typeof l2EventToSsz>[0]): Uint8Array {
  return l2EventType.serialize(l2EventToSsz(event))
}

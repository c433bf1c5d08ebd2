import { bytesToHex } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import type { VoteStatement } from "@sextant/wire/vote"
import type { Invariant } from "./invariant.ts"

/** No node ever says two things that exclude each other, in its log or on the wire, whatever happened to it between. */
export const votesConsistent: Invariant = {
  name: "votesConsistent",
  check({ statements }) {
    for (const [nodeId, said] of statements) {
      const broken = contradiction(nodeId, said)
      if (broken !== undefined) return broken
    }
    return undefined
  },
}

/** Within one view: one notarize, one finalize, and never both nullify and finalize. */
function contradiction(nodeId: NodeId, said: readonly VoteStatement[]): string | undefined {
  const kept = new Map<string, string>()
  for (const { kind, epoch, view, blockHash } of said) {
    const place = `${epoch}/${view}`
    const hash = bytesToHex(blockHash)
    const before = kept.get(`${place}/${kind}`)
    if (before !== undefined && before !== hash)
      return `node ${nodeId.slice(0, 8)} said ${kind} for two blocks in epoch ${epoch}, view ${view}`
    kept.set(`${place}/${kind}`, hash)
    if (kept.has(`${place}/nullify`) && kept.has(`${place}/finalize`))
      return `node ${nodeId.slice(0, 8)} said nullify and finalize in epoch ${epoch}, view ${view}`
  }
  return undefined
}

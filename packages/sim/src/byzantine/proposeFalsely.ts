import { amountAtomic } from "@sextant/shared/units"
import type { Block, Proposal } from "@sextant/wire/block"
import { decodeProposal } from "@sextant/wire/proposalCodec"
import { type Actor, nameOf, type Script } from "./misdeed.ts"
import { proposalOf, redrafted } from "./ownWords.ts"

/** Every block it leads is false in one way, for everybody alike, also when it says it again. */
export function proposeFalsely(actor: Actor, way: "wrongRoot" | "wrongL2"): Script {
  const { network } = actor
  const told = new Map<string, Uint8Array>()
  const falsified = (stream: string, body: Uint8Array): Uint8Array => {
    if (nameOf(stream) !== "proposal") return body
    const proposal = decodeProposal(body)
    const place = `${proposal.epoch}/${proposal.view}`
    const before = told.get(place)
    if (before !== undefined) return before
    const block = way === "wrongRoot" ? wrongRoot(actor, proposal) : wrongL2(actor, proposal)
    const lie = (block && proposalOf(actor, proposal, block)) ?? body
    told.set(place, lie)
    return lie
  }
  return {
    send: (to, protocol, body) => network.send(to, protocol, falsified(protocol, body)),
    publish: (topic, body) => network.publish(topic, falsified(topic, body)),
  }
}

function wrongRoot({ random }: Actor, { block }: Proposal): Block {
  return { ...block, header: { ...block.header, stateRoot: random.bytes(32) } }
}

/** An event too few, or one that nobody sent. */
function wrongL2(actor: Actor, { block }: Proposal): Block | undefined {
  const { l2Events } = block.body
  const invented = {
    kind: "stakingRequirementSet",
    amountAtomic: amountAtomic(1n),
    l2Height: block.header.l2.number,
    logIndex: 1_000,
  } as const
  const isHiding = l2Events.length > 0 && actor.random.chance(0.5)
  const events = isHiding ? l2Events.slice(0, -1) : [...l2Events, invented]
  return redrafted(actor, block, { body: { ...block.body, l2Events: events } })
}

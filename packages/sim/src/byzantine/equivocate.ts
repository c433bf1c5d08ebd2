import { decodeProposal } from "@sextant/wire/proposalCodec"
import type { Vote } from "@sextant/wire/vote"
import { decodeVote, encodeVote } from "@sextant/wire/voteCodec"
import { type Actor, nameOf, type Script } from "./misdeed.ts"
import { isOwn, proposalOf, redrafted, resigned } from "./ownWords.ts"

const NO_BLOCK = new Uint8Array(32)

/** To each peer its word, the contrary, or both. */
export function equivocate(actor: Actor): Script {
  const { network, random } = actor
  return {
    send(to, protocol, body) {
      const vote = nameOf(protocol) === "vote" ? decodeVote(body) : undefined
      if (vote === undefined || !isOwn(actor, vote)) return network.send(to, protocol, body)
      const way = random.int(0, 2)
      if (way !== 0) network.send(to, protocol, encodeVote(contraryOf(actor, vote)))
      return way === 1 || network.send(to, protocol, body)
    },
    async publish(topic, body) {
      const twin = nameOf(topic) === "proposal" ? twinOf(actor, body) : undefined
      if (twin === undefined) return network.publish(topic, body)
      for (const peer of network.peers()) {
        const way = random.int(0, 5)
        if (way !== 0) network.send(peer, `/${topic}`, way % 2 === 0 ? body : twin)
        if (way === 0) for (const both of [body, twin]) network.send(peer, `/${topic}`, both)
      }
    },
  }
}

function contraryOf(actor: Actor, vote: Vote): Vote {
  const otherHash = vote.blockHash.map((byte) => byte ^ 0xff)
  if (vote.kind === "nullify") return resigned(actor, vote, { kind: "finalize", blockHash: otherHash })
  if (vote.kind === "finalize" && actor.random.chance(0.5))
    return resigned(actor, vote, { kind: "nullify", blockHash: NO_BLOCK })
  return resigned(actor, vote, { blockHash: otherHash })
}

/** A valid block for the same view, one millisecond later. */
function twinOf(actor: Actor, body: Uint8Array): Uint8Array | undefined {
  const proposal = decodeProposal(body)
  if (proposal.view !== proposal.block.header.view) return undefined
  const block = redrafted(actor, proposal.block, { laterMs: 1 })
  return block && proposalOf(actor, proposal, block)
}

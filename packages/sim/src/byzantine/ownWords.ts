import { sign } from "@sextant/crypto/bls"
import { draftBlock } from "@sextant/state-transition/draftBlock"
import type { Block, BlockBody, Proposal } from "@sextant/wire/block"
import { blockHash as hashOf } from "@sextant/wire/blockCodec"
import { proposalMessage, voteMessage } from "@sextant/wire/messages"
import { encodeProposal } from "@sextant/wire/proposalCodec"
import type { Vote } from "@sextant/wire/vote"
import type { Actor } from "./misdeed.ts"

/** The vote with changes, signed by the liar itself. Unchanged when the chain is not there yet. */
export function resigned({ keys, rooms }: Actor, vote: Vote, changes: Partial<Vote>): Vote {
  const domain = rooms()?.chain.deps.rules.domain
  const changed = { ...vote, ...changes }
  if (domain === undefined) return vote
  return { ...changed, signature: sign(keys.blsSecretKey, voteMessage(domain, changed)) }
}

/** Whether the liar itself says this, or passes another one's words on. */
export function isOwn({ rooms, keys }: Actor, { epoch, validatorIndex }: Vote): boolean {
  const state = rooms()?.chain.head().state
  const sets = state === undefined ? [] : [state.currentValidators, state.nextValidators]
  const set = sets.find((candidate) => candidate.epoch === epoch)
  return set?.validators[validatorIndex]?.nodeId === keys.nodeId
}

/** Another proposal for the same view, signed as the leader's own. */
export function proposalOf({ keys, rooms }: Actor, proposal: Proposal, block: Block): Uint8Array | undefined {
  const domain = rooms()?.chain.deps.rules.domain
  if (domain === undefined) return undefined
  const { epoch, view, nullifications } = proposal
  const message = proposalMessage(domain, { epoch, view, blockHash: hashOf(block.header) })
  return encodeProposal({
    epoch,
    view,
    block,
    nullifications,
    signature: sign(keys.blsSecretKey, message),
  })
}

export type Rewrite = { readonly body?: BlockBody; readonly laterMs?: number }

/** The block drafted again with changes, whole in itself; undefined when its parent is not known here. */
export function redrafted({ rooms }: Actor, { header, body }: Block, rewrite: Rewrite): Block | undefined {
  const chain = rooms()?.chain
  const parent = chain?.applied(header.parentHash)
  if (chain === undefined || parent === undefined) return undefined
  const timestampMs = (header.timestampMs + (rewrite.laterMs ?? 0)) as typeof header.timestampMs
  const draft = { ...header, timestampMs, body: rewrite.body ?? body }
  return draftBlock(chain.deps.rules, parent.state, draft).block
}

import type { Proposal } from "@sextant/wire/block"
import type { Vote, VoteStatement } from "@sextant/wire/vote"
import { proposeCheat, sendForgeries } from "./cheats.ts"
import { fakeProposal, fakeVote } from "./fakeScheme.ts"
import { simBlock, simHash } from "./simBlocks.ts"
import { membersOf, type SimNode } from "./simNode.ts"
import { latencyMs, type SimMessage, type SimWorld } from "./simWorld.ts"

export type Deed = { readonly node: SimNode } & (
  | { readonly vote: Vote; readonly proposal?: never }
  | { readonly proposal: Proposal; readonly vote?: never }
)

/** Does what a node's script does instead of sending honestly. False when the message is to be sent as it is. */
export function misbehave(world: SimWorld, deed: Deed): boolean {
  switch (deed.node.script) {
    case "honest":
    case "silentCollector":
    case "forgingCollector":
      return false
    case "withholder":
      // Lets a proposal through to one node, and its votes to none.
      if (deed.proposal !== undefined) sendProposal(world, { ...deed, to: [world.nodes[0]] })
      return true
    case "equivocatingLeader":
      if (deed.proposal === undefined) return false
      proposeTwice(world, deed.node, deed.proposal)
      return true
    case "doubleVoter":
      if (deed.vote === undefined) return false
      voteTwice(world, deed.node, deed.vote)
      return true
    case "garbage":
      if (deed.vote !== undefined) sendGarbage(world, deed.node, deed.vote)
      return false
    case "cheatingLeader":
      if (deed.proposal === undefined) return false
      return proposeCheat(world, deed.node, deed.proposal)
    case "forger":
      if (deed.vote !== undefined) sendForgeries(world, deed.node, deed.vote)
      return false
  }
}

function proposeTwice(world: SimWorld, node: SimNode, proposal: Proposal): void {
  const { header } = proposal.block
  const { nodes } = world
  const half = nodes.length >> 1
  sendProposal(world, { node, proposal, to: nodes.slice(0, half) })
  if (header.view !== proposal.view) return
  const parent = { blockHash: header.parentHash, height: header.height - 1, timestampMs: 0 }
  const { view, proposerIndex, timestampMs, parentCertificate } = header
  const other = simBlock({ parent, parentCertificate, view, proposerIndex, timestampMs, salt: 7 })
  const blockHash = simHash(other)
  const signature = fakeProposal(node.publicKey, { epoch: proposal.epoch, view: proposal.view, blockHash })
  sendProposal(world, { node, proposal: { ...proposal, block: other, signature }, to: nodes.slice(half - 1) })
  const statement = { kind: "notarize", epoch: proposal.epoch, view: proposal.view, blockHash } as const
  sendVote(world, { node, statement, to: nodes.slice(half - 1), validatorIndex: proposerIndex })
}

function voteTwice(world: SimWorld, node: SimNode, vote: Vote): void {
  const { nodes } = world
  const half = nodes.length >> 1
  const { validatorIndex, epoch, view } = vote
  sendVote(world, { node, statement: vote, to: nodes.slice(half), validatorIndex })
  const blockHash = new Uint8Array(32)
  const opposite: VoteStatement =
    vote.kind === "finalize"
      ? { kind: "nullify", epoch, view, blockHash }
      : {
          kind: vote.kind === "notarize" ? "notarize" : "finalize",
          epoch,
          view,
          blockHash: blockHash.fill(9),
        }
  sendVote(world, { node, statement: opposite, to: nodes.slice(0, half + 1), validatorIndex })
}

function sendGarbage(world: SimWorld, node: SimNode, vote: Vote): void {
  const count = membersOf(world.epochRules, vote.epoch).length
  const forged = { ...vote, validatorIndex: world.random.below(count), signature: new Uint8Array(8).fill(3) }
  const from = String(node.id)
  for (const to of world.nodes) {
    if (to !== node) deliver(world, to, { kind: "voteReceived", vote: forged, from })
  }
}

function sendVote(
  world: SimWorld,
  input: {
    readonly node: SimNode
    readonly statement: VoteStatement
    readonly to: readonly SimNode[]
    readonly validatorIndex: number
  },
): void {
  const { node, statement, validatorIndex } = input
  const { kind, epoch, view, blockHash } = statement
  const signature = fakeVote(node.publicKey, statement)
  const vote: Vote = { kind, epoch, view, blockHash, validatorIndex, signature }
  for (const to of input.to) {
    if (to !== node) deliver(world, to, { kind: "voteReceived", vote, from: String(node.id) })
  }
}

function sendProposal(
  world: SimWorld,
  input: {
    readonly node: SimNode
    readonly proposal: Proposal
    readonly to: readonly (SimNode | undefined)[]
  },
): void {
  const { node, proposal } = input
  const blockHash = simHash(proposal.block)
  for (const to of input.to) {
    if (to === undefined || to === node) continue
    deliver(world, to, { kind: "proposalReceived", proposal, blockHash, from: String(node.id) })
  }
}

function deliver(world: SimWorld, to: SimNode, message: SimMessage): void {
  world.at(latencyMs(world), () => world.feed(to, message))
}

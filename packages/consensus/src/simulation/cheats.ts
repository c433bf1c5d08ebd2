import type { Block, BlockHeader, Proposal } from "@sextant/wire/block"
import { signersOf } from "@sextant/wire/signers"
import type { Certificate, Vote } from "@sextant/wire/vote"
import { fakeProposal, fakeVote } from "./fakeScheme.ts"
import { simBlock, simHash } from "./simBlocks.ts"
import { findBlock, membersOf, type SimNode } from "./simNode.ts"
import { latencyMs, type SimMessage, type SimWorld } from "./simWorld.ts"

/** Signs a proposal that breaks one rule, and votes for it. False when it has nothing to cheat with here. */
export function proposeCheat(world: SimWorld, node: SimNode, proposal: Proposal): boolean {
  const cheats = [invalidBlock, siblingOfParent, childOfClosing, widerCertificate, repeatedParent]
  const cheat = cheats[world.random.below(cheats.length)]
  const block = cheat?.(world, node, proposal)
  if (block === undefined) return false
  const { epoch, view } = proposal
  const blockHash = simHash(block)
  const signature = fakeProposal(node.publicKey, { epoch, view, blockHash })
  const from = String(node.id)
  toAll(world, node, {
    kind: "proposalReceived",
    proposal: { ...proposal, block, signature },
    blockHash,
    from,
  })
  const validatorIndex = membersOf(world.epochRules, epoch).indexOf(node)
  const statement = { kind: "notarize", epoch, view, blockHash } as const
  const vote = { ...statement, validatorIndex, signature: fakeVote(node.publicKey, statement) }
  toAll(world, node, { kind: "voteReceived", vote, from })
  return true
}

/** Votes in the names of others, and a certificate that only one has signed. */
export function sendForgeries(world: SimWorld, node: SimNode, vote: Vote): void {
  const count = membersOf(world.epochRules, vote.epoch).length
  const from = String(node.id)
  const blockHash = new Uint8Array(32).fill(world.random.below(200))
  for (let validatorIndex = 0; validatorIndex < count; validatorIndex++) {
    const forged = { ...vote, blockHash, validatorIndex, signature: vote.signature.slice().reverse() }
    if (validatorIndex !== vote.validatorIndex)
      toAll(world, node, { kind: "voteReceived", vote: forged, from })
  }
  const { kind, epoch, view, signature } = vote
  const everyone = Array.from({ length: count }, (_, index) => index)
  for (const signers of [everyone, [vote.validatorIndex]]) {
    const certificate: Certificate = {
      kind,
      epoch,
      view,
      blockHash: vote.blockHash,
      signers: signersOf(count, signers),
      signature,
    }
    toAll(world, node, { kind: "certificateReceived", certificate, from })
  }
}

type Cheat = (world: SimWorld, node: SimNode, proposal: Proposal) => Block | undefined

const invalidBlock: Cheat = (_, __, { block: { header }, view }) =>
  header.view === view ? simBlock({ ...ownOf(header), salt: 255 }) : undefined

/** Ignores the newest notarized block and builds beside it. */
const siblingOfParent: Cheat = (world, node, { block: { header } }) => {
  const parent = findBlock(node, header.parentHash)?.block.header
  if (parent === undefined || parent.height % world.rules.epochLengthBlocks === 0) return undefined
  return simBlock({
    ...ownOf(header),
    parent: { blockHash: parent.parentHash, height: parent.height - 1, timestampMs: 0 },
    parentCertificate: parent.parentCertificate,
    salt: 9,
  })
}

/** Goes on inside the epoch behind its last block. */
const childOfClosing: Cheat = (world, node, { block, view }) => {
  if (block.header.view === view) return undefined
  const { height, timestampMs } = block.header
  const notarization = node.core?.instance?.notarizations.get(view - 1)
  return simBlock({
    parent: { blockHash: simHash(block), height, timestampMs },
    parentCertificate: notarization,
    view,
    proposerIndex: membersOf(world.epochRules, node.core?.instance?.epoch ?? 0).indexOf(node),
    timestampMs: timestampMs + world.rules.blockIntervalMs,
  })
}

/** Claims that everybody has signed the parent. */
const widerCertificate: Cheat = (_, __, { block: { header }, view }) => {
  const certificate = header.parentCertificate
  if (certificate === undefined || header.view !== view) return undefined
  const { bitLen } = certificate.signers
  const everyone = Array.from({ length: bitLen }, (_, index) => index)
  if (certificate.signers.getTrueBitIndexes().length === bitLen) return undefined
  const parentCertificate = { ...certificate, signers: signersOf(bitLen, everyone) }
  return simBlock({ ...ownOf(header), parentCertificate, salt: 11 })
}

/** Proposes the parent once more although it closes nothing. */
const repeatedParent: Cheat = (_, node, { block: { header } }) => findBlock(node, header.parentHash)?.block

function ownOf(header: BlockHeader) {
  const { parentHash, height, view, proposerIndex, timestampMs, parentCertificate } = header
  const parent = { blockHash: parentHash, height: height - 1, timestampMs: 0 }
  return { parent, parentCertificate, view, proposerIndex, timestampMs }
}

function toAll(world: SimWorld, node: SimNode, message: SimMessage): void {
  for (const to of world.nodes) {
    if (to !== node) world.at(latencyMs(world), () => world.feed(to, message))
  }
}

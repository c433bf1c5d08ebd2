import { bytesEqual } from "@sextant/shared/bytes"
import type { Proposal } from "@sextant/wire/block"
import type { Certificate } from "@sextant/wire/vote"
import { learnCertificate } from "./learnCertificate.ts"
import { NULLIFICATIONS_PER_PROPOSAL, PROPOSAL_VIEWS_AHEAD, PROPOSALS_PER_VIEW } from "./limits.ts"
import { blockOf, isHead, type Step, setBlock, update, withEntry } from "./step.ts"
import type { Instance } from "./types.ts"
import { epochOf, isClosing, leaderOf } from "./validatorSet.ts"
import { verifyCertificate } from "./verifyCertificate.ts"

export type ProposalSource = {
  readonly proposal: Proposal
  readonly blockHash: Uint8Array
  readonly from: string
}

/** Takes in a proposal of this epoch, for the current view or a later one, with the certificates it brings. */
export function learnProposal(step: Step, source: ProposalSource): void {
  const { proposal, blockHash } = source
  const { view } = proposal
  if (view <= step.instance.headView || step.instance.closed) return
  const held = step.instance.proposals.get(view) ?? []
  if (held.length >= PROPOSALS_PER_VIEW || held.some((one) => bytesEqual(one.blockHash, blockHash))) return
  if (!isSound(step, source) || !learnBrought(step, proposal)) return
  if (view > step.instance.view + PROPOSAL_VIEWS_AHEAD) return
  reportDouble(step, source)
  if (blockOf(step.instance, blockHash) === undefined) {
    setBlock(step, { block: proposal.block, blockHash, status: "new", askedAsNotarized: false })
  }
  const added = [...(step.instance.proposals.get(view) ?? []), { blockHash, signature: proposal.signature }]
  update(step, { proposals: withEntry(step.instance.proposals, view, added) })
}

/** Checks what the leader's signature covers. Without the signature the sender is to blame, with it the leader. */
function isSound(step: Step, source: ProposalSource): boolean {
  if (!isSignedByLeader(step, source)) {
    blameSender(step, source)
    return false
  }
  if (isWellFormed(step, source.proposal) && isParentProof(step, source.proposal)) return true
  blameLeader(step, source.proposal.view)
  return false
}

function isSignedByLeader(step: Step, { proposal, blockHash }: ProposalSource): boolean {
  const { validators } = step.instance
  const publicKey = validators.publicKeys[leaderOf(validators, proposal.view)] as Uint8Array
  const { epoch, view } = proposal
  return step.rules.scheme.verifyProposal(publicKey, { epoch, view, blockHash }, proposal.signature)
}

/** What can be said of the leader's block without knowing its parent. */
function isWellFormed({ instance, rules }: Step, { view, block: { header } }: Proposal): boolean {
  const isRepeat = header.view < view && isClosing(header.height, rules.epochLengthBlocks)
  return (
    header.view >= 1 &&
    (header.view === view || isRepeat) &&
    epochOf(header.height, rules.epochLengthBlocks) === instance.epoch &&
    header.proposerIndex === leaderOf(instance.validators, header.view)
  )
}

/**
 * Takes in the certificates a proposal carries. False when one of the nullifications is wrong: the leader's signature does not
 * cover them, so nobody in particular is to blame.
 */
function learnBrought(step: Step, { view, block, nullifications }: Proposal): boolean {
  const { epoch } = step.instance
  const certificate = block.header.parentCertificate
  if (certificate?.epoch === epoch) learnCertificate(step, { certificate, from: undefined })
  return (
    nullifications.length <= NULLIFICATIONS_PER_PROPOSAL &&
    nullifications.every(
      (one) =>
        one.kind === "nullify" &&
        one.epoch === epoch &&
        one.view < view &&
        learnCertificate(step, { certificate: one, from: undefined }),
    )
  )
}

/**
 * The certificate in a header stays in the chain and says who took part, so it is checked to the last bit even when we
 * hold another one for the same view.
 */
function isParentProof({ instance, rules }: Step, { block: { header } }: Proposal): boolean {
  const certificate = header.parentCertificate
  if (certificate === undefined) {
    return isHead(instance, header.parentHash) && instance.head.certificate === undefined
  }
  if (!bytesEqual(certificate.blockHash, header.parentHash)) return false
  if (isHeld(instance, certificate)) return true
  if (certificate.epoch === instance.epoch) {
    const isOfBlock = certificate.kind === "notarize" && certificate.view < header.view
    return isOfBlock && verifyCertificate(rules.scheme, instance.validators.publicKeys, certificate)
  }
  const closesEpochBefore =
    certificate.kind === "finalize" &&
    instance.headView === 0 &&
    certificate.epoch === instance.head.certificate?.epoch &&
    isHead(instance, header.parentHash)
  return closesEpochBefore && verifyCertificate(rules.scheme, instance.headPublicKeys, certificate)
}

/** True when we hold exactly this certificate, which was checked then. */
function isHeld(instance: Instance, certificate: Certificate): boolean {
  const held = [
    instance.notarizations.get(certificate.view),
    instance.finalization,
    instance.head.certificate,
  ]
  return held.some(
    (one) =>
      one !== undefined &&
      one.kind === certificate.kind &&
      one.epoch === certificate.epoch &&
      one.view === certificate.view &&
      bytesEqual(one.blockHash, certificate.blockHash) &&
      bytesEqual(one.signature, certificate.signature) &&
      one.signers.bitLen === certificate.signers.bitLen &&
      bytesEqual(one.signers.uint8Array, certificate.signers.uint8Array),
  )
}

function reportDouble(step: Step, { proposal, blockHash }: ProposalSource): void {
  const { epoch, view, signature } = proposal
  const [first] = step.instance.proposals.get(view) ?? []
  if (first?.signature === undefined) return
  const validatorIndex = leaderOf(step.instance.validators, view)
  const said = { kind: "propose", epoch, view, validatorIndex } as const
  step.effects.push({
    kind: "equivocationFound",
    equivocation: {
      first: { ...said, blockHash: first.blockHash, signature: first.signature },
      second: { ...said, blockHash, signature },
    },
  })
}

function blameSender(step: Step, { from }: ProposalSource): void {
  const misdeed = "badProposalSignature"
  step.effects.push({ kind: "misbehaved", misdeed, from, validatorIndex: undefined })
}

export function blameLeader(step: Step, view: number): void {
  const validatorIndex = leaderOf(step.instance.validators, view)
  step.effects.push({ kind: "misbehaved", misdeed: "badProposal", from: undefined, validatorIndex })
}

import { ContainerType, ListCompositeType } from "@chainsafe/ssz"
import type { Proposal } from "./block.ts"
import { type BlockSsz, blockFromSsz, blockToSsz, blockType } from "./blockCodec.ts"
import { bytes96, type Codec, decodeWith, encodeWith, safeNumber, uint64 } from "./ssz.ts"
import { type CertificateSsz, certificateFromSsz, certificateToSsz, certificateType } from "./voteCodec.ts"

/** Enough for days of failed views in a row. */
export const NULLIFICATIONS_MAX = 16_384
export const PROPOSAL_BYTES_MAX = 16 * 1024 * 1024

const proposalType = new ContainerType({
  epoch: uint64,
  view: uint64,
  block: blockType,
  nullifications: new ListCompositeType(certificateType, NULLIFICATIONS_MAX),
  signature: bytes96,
})

type ProposalSsz = {
  epoch: number
  view: number
  block: BlockSsz
  nullifications: CertificateSsz[]
  signature: Uint8Array
}

const proposalCodec: Codec<ProposalSsz, Proposal> = {
  type: proposalType,
  sizeBytesMax: PROPOSAL_BYTES_MAX,
  toSsz: (proposal) => ({
    epoch: proposal.epoch,
    view: proposal.view,
    block: blockToSsz(proposal.block),
    nullifications: proposal.nullifications.map(certificateToSsz),
    signature: proposal.signature,
  }),
  fromSsz: (plain) => ({
    epoch: safeNumber(plain.epoch, "epoch"),
    view: safeNumber(plain.view, "view"),
    block: blockFromSsz(plain.block),
    nullifications: plain.nullifications.map(certificateFromSsz),
    signature: plain.signature,
  }),
}

/** @throws WireError `wire/too-large`. */
export function encodeProposal(proposal: Proposal): Uint8Array {
  return encodeWith(proposalCodec, proposal)
}

/** @throws WireError */
export function decodeProposal(bytes: Uint8Array): Proposal {
  return decodeWith(proposalCodec, bytes)
}

import { type BitArray, ContainerType } from "@chainsafe/ssz"
import { WireError } from "./errors.ts"
import {
  bytes32,
  bytes96,
  type Codec,
  decodeWith,
  encodeWith,
  nameAt,
  safeNumber,
  signerBits,
  uint8,
  uint32,
  uint64,
  VALIDATORS_MAX,
} from "./ssz.ts"
import type { Certificate, Testimony, Vote, VoteKind, VoteStatement } from "./vote.ts"

const voteKinds = ["notarize", "nullify", "finalize"] as const satisfies readonly VoteKind[]
const testimonyKinds = [...voteKinds, "propose"] as const

const statementFields = { kind: uint8, epoch: uint64, view: uint64, blockHash: bytes32 }

export const voteType = new ContainerType({ ...statementFields, validatorIndex: uint32, signature: bytes96 })
export const certificateType = new ContainerType({
  ...statementFields,
  signers: signerBits,
  signature: bytes96,
})

type StatementSsz = { kind: number; epoch: number; view: number; blockHash: Uint8Array }
export type VoteSsz = StatementSsz & { validatorIndex: number; signature: Uint8Array }
export type CertificateSsz = StatementSsz & { signers: BitArray; signature: Uint8Array }

const VOTE_BYTES = 1 + 8 + 8 + 32 + 4 + 96
/** Fixed fields, the offset of the bitmap, and the bitmap with its closing bit. */
const CERTIFICATE_BYTES_MAX = 1 + 8 + 8 + 32 + 4 + 96 + VALIDATORS_MAX / 8 + 1

const voteCodec: Codec<VoteSsz, Vote> = {
  type: voteType,
  sizeBytesMax: VOTE_BYTES,
  toSsz: voteToSsz,
  fromSsz: voteFromSsz,
}
const certificateCodec: Codec<CertificateSsz, Certificate> = {
  type: certificateType,
  sizeBytesMax: CERTIFICATE_BYTES_MAX,
  toSsz: certificateToSsz,
  fromSsz: certificateFromSsz,
}

export function encodeVote(vote: Vote): Uint8Array {
  return encodeWith(voteCodec, vote)
}

/** @throws WireError */
export function decodeVote(bytes: Uint8Array): Vote {
  return decodeWith(voteCodec, bytes)
}

export function encodeCertificate(certificate: Certificate): Uint8Array {
  return encodeWith(certificateCodec, certificate)
}

/** @throws WireError */
export function decodeCertificate(bytes: Uint8Array): Certificate {
  return decodeWith(certificateCodec, bytes)
}

export function voteToSsz(vote: Vote): VoteSsz {
  return { ...statementToSsz(vote), validatorIndex: vote.validatorIndex, signature: vote.signature }
}

export function voteFromSsz(plain: VoteSsz): Vote {
  return {
    ...statementFromSsz(plain),
    validatorIndex: plain.validatorIndex,
    signature: plain.signature,
  }
}

/** A testimony has the fields of a vote; `propose` is one kind more. */
export function testimonyToSsz(testimony: Testimony): VoteSsz {
  const { epoch, view, blockHash, validatorIndex, signature } = testimony
  return {
    kind: testimonyKinds.indexOf(testimony.kind),
    epoch,
    view,
    blockHash,
    validatorIndex,
    signature,
  }
}

/** @throws WireError `wire/out-of-range`. */
export function testimonyFromSsz(plain: VoteSsz): Testimony {
  if (nameAt(testimonyKinds, plain.kind, "kind") !== "propose") return voteFromSsz(plain)
  return {
    kind: "propose",
    epoch: safeNumber(plain.epoch, "epoch"),
    view: safeNumber(plain.view, "view"),
    blockHash: plain.blockHash,
    validatorIndex: plain.validatorIndex,
    signature: plain.signature,
  }
}

export function certificateToSsz(certificate: Certificate): CertificateSsz {
  return {
    ...statementToSsz(certificate),
    signers: certificate.signers,
    signature: certificate.signature,
  }
}

export function certificateFromSsz(plain: CertificateSsz): Certificate {
  return { ...statementFromSsz(plain), signers: plain.signers, signature: plain.signature }
}

function statementToSsz(statement: VoteStatement): StatementSsz {
  const { kind, epoch, view, blockHash } = statement
  return { kind: voteKinds.indexOf(kind), epoch, view, blockHash }
}

function statementFromSsz(plain: StatementSsz): VoteStatement {
  const kind = nameAt(voteKinds, plain.kind, "kind")
  if (kind === "nullify" && plain.blockHash.some((byte) => byte !== 0)) {
    throw new WireError("wire/out-of-range", { meta: { field: "blockHash", kind } })
  }
  return {
    kind,
    epoch: safeNumber(plain.epoch, "epoch"),
    view: safeNumber(plain.view, "view"),
    blockHash: plain.blockHash,
  }
}

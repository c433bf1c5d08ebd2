import { ContainerType } from "@chainsafe/ssz"
import { hexToBytes } from "@sextant/shared/bytes"
import { height } from "@sextant/shared/units"
import { nodeIdFromBytes } from "./l2EventCodec.ts"
import type { ObligationVote } from "./obligationVote.ts"
import {
  bytes32,
  bytes64,
  type Codec,
  decodeWith,
  encodeWith,
  nameAt,
  safeNumber,
  uint8,
  uint16,
  uint32,
  uint64,
} from "./ssz.ts"
import { stateChangeKinds } from "./stateChangeCodec.ts"

const voteType = new ContainerType({
  kind: uint8,
  nodeId: bytes32,
  quorumHeight: uint64,
  testedIndex: uint32,
  judgeIndex: uint8,
  reasons: uint16,
  signature: bytes64,
})

type VoteSsz = {
  kind: number
  nodeId: Uint8Array
  quorumHeight: number
  testedIndex: number
  judgeIndex: number
  reasons: number
  signature: Uint8Array
}

/** Of every vote. */
export const OBLIGATION_VOTE_BYTES = 1 + 32 + 8 + 4 + 1 + 2 + 64

const codec: Codec<VoteSsz, ObligationVote> = {
  type: voteType,
  sizeBytesMax: OBLIGATION_VOTE_BYTES,
  toSsz: (vote) => ({
    ...vote,
    kind: stateChangeKinds.indexOf(vote.kind),
    nodeId: hexToBytes(vote.nodeId),
  }),
  fromSsz: (plain) => ({
    kind: nameAt(stateChangeKinds, plain.kind, "kind"),
    nodeId: nodeIdFromBytes(plain.nodeId),
    quorumHeight: height(safeNumber(plain.quorumHeight, "quorumHeight")),
    testedIndex: plain.testedIndex,
    judgeIndex: plain.judgeIndex,
    reasons: plain.reasons,
    signature: plain.signature,
  }),
}

export function encodeObligationVote(vote: ObligationVote): Uint8Array {
  return encodeWith(codec, vote)
}

/** @throws WireError */
export function decodeObligationVote(bytes: Uint8Array): ObligationVote {
  return decodeWith(codec, bytes)
}

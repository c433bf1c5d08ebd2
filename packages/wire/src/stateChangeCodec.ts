import { ContainerType, ListCompositeType } from "@chainsafe/ssz"
import { hexToBytes } from "@sextant/shared/bytes"
import { height } from "@sextant/shared/units"
import type { StateChange, StateChangeKind } from "./block.ts"
import { nodeIdFromBytes } from "./l2EventCodec.ts"
import { bytes32, bytes64, nameAt, safeNumber, uint8, uint16, uint32, uint64 } from "./ssz.ts"

/** Judges of one obligation quorum. */
export const JUDGES_MAX = 10

/** In the order of their numbers on the wire and in signed bytes. */
export const stateChangeKinds = [
  "decommission",
  "recommission",
  "deregister",
  "ipChange",
] as const satisfies readonly StateChangeKind[]

export const stateChangeType = new ContainerType({
  kind: uint8,
  nodeId: bytes32,
  quorumHeight: uint64,
  testedIndex: uint32,
  votes: new ListCompositeType(
    new ContainerType({ judgeIndex: uint8, reasons: uint16, signature: bytes64 }),
    JUDGES_MAX,
  ),
})

export type StateChangeSsz = {
  kind: number
  nodeId: Uint8Array
  quorumHeight: number
  testedIndex: number
  votes: { judgeIndex: number; reasons: number; signature: Uint8Array }[]
}

export function stateChangeToSsz(change: StateChange): StateChangeSsz {
  return {
    kind: stateChangeKinds.indexOf(change.kind),
    nodeId: hexToBytes(change.nodeId),
    quorumHeight: change.quorumHeight,
    testedIndex: change.testedIndex,
    votes: [...change.votes],
  }
}

/** @throws WireError `wire/out-of-range`. */
export function stateChangeFromSsz(plain: StateChangeSsz): StateChange {
  return {
    kind: nameAt(stateChangeKinds, plain.kind, "kind"),
    nodeId: nodeIdFromBytes(plain.nodeId),
    quorumHeight: height(safeNumber(plain.quorumHeight, "quorumHeight")),
    testedIndex: plain.testedIndex,
    votes: plain.votes,
  }
}

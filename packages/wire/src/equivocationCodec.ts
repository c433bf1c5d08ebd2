import { ContainerType, type ValueOf } from "@chainsafe/ssz"
import { hexToBytes } from "@sextant/shared/bytes"
import type { Equivocation } from "./block.ts"
import { nodeIdFromBytes } from "./l2EventCodec.ts"
import { bytes32, type Codec, decodeWith, encodeWith } from "./ssz.ts"
import { testimonyFromSsz, testimonyToSsz, voteType } from "./voteCodec.ts"

export const equivocationType = new ContainerType({ nodeId: bytes32, first: voteType, second: voteType })
type EquivocationSsz = ValueOf<typeof equivocationType>

/** A node id and two testimonies, all of fixed size. */
export const EQUIVOCATION_BYTES = 32 + 2 * (1 + 8 + 8 + 32 + 4 + 96)

const codec: Codec<EquivocationSsz, Equivocation> = {
  type: equivocationType,
  sizeBytesMax: EQUIVOCATION_BYTES,
  toSsz: equivocationToSsz,
  fromSsz: equivocationFromSsz,
}

export function encodeEquivocation(equivocation: Equivocation): Uint8Array {
  return encodeWith(codec, equivocation)
}

/** @throws WireError */
export function decodeEquivocation(bytes: Uint8Array): Equivocation {
  return decodeWith(codec, bytes)
}

export function equivocationToSsz({ nodeId, first, second }: Equivocation): EquivocationSsz {
  return { nodeId: hexToBytes(nodeId), first: testimonyToSsz(first), second: testimonyToSsz(second) }
}

export function equivocationFromSsz({ nodeId, first, second }: EquivocationSsz): Equivocation {
  return {
    nodeId: nodeIdFromBytes(nodeId),
    first: testimonyFromSsz(first),
    second: testimonyFromSsz(second),
  }
}

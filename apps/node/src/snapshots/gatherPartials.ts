import { verify } from "@sextant/crypto/bls"
import { bytesEqual } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import type { SnapshotPartial } from "@sextant/wire/snapshot"
import type { Signer, SnapshotBody } from "./snapshotRow.ts"

/** Signatures over one snapshot that this node has computed itself. */
export type Gathering = {
  readonly body: SnapshotBody
  /** 32 bytes: what is signed. */
  readonly message: Uint8Array
  readonly signerOf: ReadonlyMap<NodeId, Signer>
  readonly partials: Map<NodeId, Uint8Array>
  /** Partials not yet on disk. */
  readonly unwritten: Map<NodeId, Uint8Array>
}

export function startGathering(
  body: SnapshotBody,
  message: Uint8Array,
  partials: ReadonlyMap<NodeId, Uint8Array>,
): Gathering {
  const signerOf = new Map(body.signers.map((signer) => [signer.nodeId, signer]))
  return { body, message, signerOf, partials: new Map(partials), unwritten: new Map() }
}

export type PartialVerdict = "new" | "known" | "stranger" | "differs" | "forged"

/** Takes a partial in if it is a signer's, over our own bytes, and genuine. Each is checked alone: it is passed on to others. */
export function takePartial(gathering: Gathering, partial: SnapshotPartial): PartialVerdict {
  const signer = gathering.signerOf.get(partial.nodeId)
  if (signer === undefined) return "stranger"
  if (gathering.partials.has(partial.nodeId)) return "known"
  if (!bytesEqual(partial.message, gathering.message)) return "differs"
  if (!verify(signer.blsPublicKey, gathering.message, partial.signature)) return "forged"
  gathering.partials.set(partial.nodeId, partial.signature)
  gathering.unwritten.set(partial.nodeId, partial.signature)
  return "new"
}

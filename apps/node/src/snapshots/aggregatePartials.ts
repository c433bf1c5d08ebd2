import { aggregateSameMessage } from "@sextant/crypto/bls"
import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
import type { RegisteredKey, SnapshotSubmission } from "../ports.ts"
import type { Gathering } from "./gatherPartials.ts"
import type { Signer } from "./snapshotRow.ts"

export type Aggregate = {
  /** By node id; a subset of the snapshot's signers. */
  readonly signers: readonly Signer[]
  /** Compressed G2, 96 bytes. */
  readonly signature: Uint8Array
}

/**
 * Adds up the partials of the signers that pass `isWanted`. Bad ones are found by halving and left out.
 *
 * @returns Undefined when none is left.
 */
export function aggregatePartials(
  gathering: Pick<Gathering, "body" | "message"> & {
    readonly partials: ReadonlyMap<NodeId, Uint8Array>
  },
  isWanted: (signer: Signer) => boolean,
): Aggregate | undefined {
  const entries = gathering.body.signers.flatMap((signer) => {
    const signature = gathering.partials.get(signer.nodeId)
    return signature !== undefined && isWanted(signer)
      ? [{ signer, publicKey: signer.blsPublicKey, signature }]
      : []
  })
  const { signature, invalid } = aggregateSameMessage(entries, gathering.message)
  if (signature === undefined) return undefined
  const left = new Set(invalid)
  return { signers: entries.filter((_, index) => !left.has(index)).map(({ signer }) => signer), signature }
}

/** Fewest signers the contract takes. */
const SIGNERS_MIN = 4

/**
 * What the contract would accept, from the keys that are in its aggregate now. A node that left since the snapshot no longer
 * counts there, so its signature is left out; one that came since is a non-signer.
 *
 * @returns Undefined while too few have signed: at most a third of the keys may be missing.
 */
export function toSubmission(
  gathering: Gathering,
  keys: readonly RegisteredKey[],
): SnapshotSubmission | undefined {
  const counted = new Set<RegistryId>(keys.map(({ registryId }) => registryId))
  const aggregate = aggregatePartials(gathering, ({ registryId }) => counted.has(registryId))
  if (aggregate === undefined || aggregate.signers.length < SIGNERS_MIN) return undefined
  const signed = new Set(aggregate.signers.map(({ registryId }) => registryId))
  const nonSigners = keys.filter(({ registryId }) => !signed.has(registryId))
  if (nonSigners.length > Math.floor(keys.length / 3)) return undefined
  return { snapshot: gathering.body.taken.snapshot, signature: aggregate.signature, nonSigners }
}

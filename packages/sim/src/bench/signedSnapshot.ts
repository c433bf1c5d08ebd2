import { generateSecretKey, secretKeyToPublicKey, sign } from "@sextant/crypto/bls"
import { sha256 } from "@sextant/crypto/hash"
import type { Gathering } from "@sextant/node/snapshots/gatherPartials"
import { startGathering } from "@sextant/node/snapshots/gatherPartials"
import { bytesToHex, utf8ToBytes } from "@sextant/shared/bytes"
import { height, l2Height } from "@sextant/shared/units"
import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
import { snapshotMessage } from "@sextant/wire/messages"
import type { SnapshotPartial } from "@sextant/wire/snapshot"

/** A snapshot and every signer's genuine partial, by node id; the same for the same name. */
export type SignedByMany = {
  readonly gathering: () => Gathering
  readonly message: Uint8Array
  readonly publicKeys: readonly Uint8Array[]
  readonly partials: readonly SnapshotPartial[]
}

const CONTRACT = { chainId: 31_337, registry: "0x00000000000000000000000000000000005e87a7" } as const
const HEIGHT = height(30)

export function signByMany(name: string, count: number): SignedByMany {
  const bytes32 = (what: string) => sha256(utf8ToBytes(`${name} ${what}`))
  const snapshot = {
    height: HEIGHT,
    l2Number: l2Height(9),
    timestampS: 1_800_000_000,
    blockHash: bytes32("block"),
    stateRoot: bytes32("state"),
    rewardsRoot: bytes32("rewards"),
    exitsRoot: bytes32("exits"),
  }
  const message = snapshotMessage(CONTRACT, snapshot)
  const keyed = Array.from({ length: count }, (_, at) => {
    const secretKey = generateSecretKey(bytes32(`key ${at}`))
    const nodeId = bytesToHex(bytes32(`node ${at}`)) as NodeId
    const blsPublicKey = secretKeyToPublicKey(secretKey)
    return { secretKey, signer: { nodeId, registryId: (at + 1) as RegistryId, blsPublicKey } }
  }).sort((left, right) => (left.signer.nodeId < right.signer.nodeId ? -1 : 1))
  const signers = keyed.map(({ signer }) => signer)
  const body = { taken: { snapshot, rewards: [], exits: [] }, signers }
  return {
    gathering: () => startGathering(body, message, new Map()),
    message,
    publicKeys: signers.map(({ blsPublicKey }) => blsPublicKey),
    partials: keyed.map(({ secretKey, signer: { nodeId } }) => ({
      height: HEIGHT,
      message,
      nodeId,
      signature: sign(secretKey, message),
    })),
  }
}

/** The same partials, of which one in `every` carries another node's signature. */
export function spoil(partials: readonly SnapshotPartial[], every: number): readonly SnapshotPartial[] {
  return partials.map((partial, at) => {
    // Not at the start of its stretch, or the bad ones would stand where halving looks first.
    if (at % every !== every >> 1) return partial
    const stolen = partials[(at + 1) % partials.length] as SnapshotPartial
    return { ...partial, signature: stolen.signature }
  })
}

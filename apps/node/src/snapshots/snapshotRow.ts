import {
  bigintToBytes,
  bytesTo0x,
  bytesToBigint,
  bytesToHex,
  concatBytes,
  hexToBytes,
} from "@sextant/shared/bytes"
import { amountAtomic } from "@sextant/shared/units"
import type { TakenSnapshot } from "@sextant/state-transition/takeSnapshot"
import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
import { type ExitLeaf, exitKinds, type RewardLeaf } from "@sextant/wire/snapshot"
import { decodeSnapshot, encodeSnapshot } from "@sextant/wire/snapshotCodec"
import { numberKey, parseNumberKey } from "../dbKeys.ts"

/** A node of the state at the snapshot's height: one bit of the bitmap. */
export type Signer = {
  readonly nodeId: NodeId
  readonly registryId: RegistryId
  /** Compressed G1. */
  readonly blsPublicKey: Uint8Array
}

/** What a node keeps of a snapshot it has computed itself. */
export type SnapshotBody = {
  readonly taken: TakenSnapshot
  /** By node id. */
  readonly signers: readonly Signer[]
}

const SIGNER_BYTES = 32 + 8 + 48
const REWARD_BYTES = 20 + 32
const EXIT_BYTES = 8 + 1 + 8 + 8

/** Four parts, each behind its length: snapshot, signers, rewards, exits. Rows of fixed width. */
export function encodeSnapshotBody({ taken, signers }: SnapshotBody): Uint8Array {
  const parts = [
    encodeSnapshot(taken.snapshot),
    concatBytes(
      ...signers.flatMap(({ nodeId, registryId, blsPublicKey }) => [
        hexToBytes(nodeId),
        numberKey(registryId),
        blsPublicKey,
      ]),
    ),
    concatBytes(
      ...taken.rewards.flatMap(({ account, lifetimeAmountAtomic }) => [
        hexToBytes(account),
        bigintToBytes(lifetimeAmountAtomic, 32),
      ]),
    ),
    concatBytes(
      ...taken.exits.flatMap(({ registryId, kind, eligibleAtS, unlockAtS }) => [
        numberKey(registryId),
        new Uint8Array([exitKinds.indexOf(kind)]),
        numberKey(eligibleAtS),
        numberKey(unlockAtS),
      ]),
    ),
  ]
  return concatBytes(...parts.flatMap((part) => [numberKey(part.length), part]))
}

export function decodeSnapshotBody(bytes: Uint8Array): SnapshotBody {
  let offset = 0
  const next = () => {
    const start = offset + 8
    offset = start + parseNumberKey(bytes.subarray(offset))
    return bytes.slice(start, offset)
  }
  const snapshot = decodeSnapshot(next())
  const signers = rows(next(), SIGNER_BYTES).map(decodeSigner)
  const rewards = rows(next(), REWARD_BYTES).map(decodeReward)
  const exits = rows(next(), EXIT_BYTES).map(decodeExit)
  return { taken: { snapshot, rewards, exits }, signers }
}

function rows(bytes: Uint8Array, rowBytes: number): Uint8Array[] {
  return Array.from({ length: bytes.length / rowBytes }, (_, index) =>
    bytes.slice(index * rowBytes, (index + 1) * rowBytes),
  )
}

function decodeSigner(row: Uint8Array): Signer {
  return {
    nodeId: bytesToHex(row.subarray(0, 32)) as NodeId,
    registryId: parseNumberKey(row.subarray(32)) as RegistryId,
    blsPublicKey: row.slice(40),
  }
}

function decodeReward(row: Uint8Array): RewardLeaf {
  return {
    account: bytesTo0x(row.subarray(0, 20)),
    lifetimeAmountAtomic: amountAtomic(bytesToBigint(row.subarray(20))),
  }
}

function decodeExit(row: Uint8Array): ExitLeaf {
  return {
    registryId: parseNumberKey(row) as RegistryId,
    kind: exitKinds[row[8] as number] as ExitLeaf["kind"],
    eligibleAtS: parseNumberKey(row.subarray(9)),
    unlockAtS: parseNumberKey(row.subarray(17)),
  }
}

import type { ValueOf } from "@chainsafe/ssz"
import { bytesTo0x, bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import { amountAtomic, type Height, height, unixMs } from "@sextant/shared/units"
import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
import { contributorsFromSsz, contributorsToSsz } from "@sextant/wire/l2EventCodec"
import { exitKinds } from "@sextant/wire/snapshot"
import { nameAt, safeNumber } from "@sextant/wire/ssz"
import { refusalReasons } from "./refusalReasons.ts"
import type {
  exitType,
  nodeType,
  quorumType,
  rewardsType,
  snapshotDutyType,
  validatorSetType,
} from "./stateType.ts"
import type {
  ExitRecord,
  NodeRecord,
  NodeStatus,
  ObligationQuorum,
  RewardState,
  SnapshotDuty,
  Validator,
  ValidatorSet,
} from "./types.ts"

/** The steps between our records and plain SSZ values. */

export type NodeSsz = ValueOf<typeof nodeType>
export type ExitSsz = ValueOf<typeof exitType>
export type RewardsSsz = ValueOf<typeof rewardsType>
export type ValidatorSetSsz = ValueOf<typeof validatorSetType>
export type QuorumSsz = ValueOf<typeof quorumType>
export type SnapshotDutySsz = ValueOf<typeof snapshotDutyType>

const statuses = ["active", "decommissioned"] as const satisfies readonly NodeStatus[]

export function nodeToSsz(node: NodeRecord): NodeSsz {
  return {
    ...node,
    nodeId: hexToBytes(node.nodeId),
    operator: hexToBytes(node.operator),
    contributors: contributorsToSsz(node.contributors),
    status: statuses.indexOf(node.status),
    decommissionedHeight: heightToSsz(node.decommissionedHeight),
    exitRequestedHeight: heightToSsz(node.exitRequestedHeight),
    exitHeight: heightToSsz(node.exitHeight),
  }
}

export function nodeFromSsz(plain: NodeSsz): NodeRecord {
  return {
    ...plain,
    nodeId: bytesToHex(plain.nodeId) as NodeId,
    registryId: safeNumber(plain.registryId, "registryId") as RegistryId,
    operator: bytesTo0x(plain.operator),
    contributors: contributorsFromSsz(plain.contributors),
    registeredHeight: height(plain.registeredHeight),
    status: nameAt(statuses, plain.status, "status"),
    activeSinceHeight: height(plain.activeSinceHeight),
    decommissionedHeight: heightFromSsz(plain.decommissionedHeight),
    ipChangedHeight: height(plain.ipChangedHeight),
    exitRequestedHeight: heightFromSsz(plain.exitRequestedHeight),
    exitHeight: heightFromSsz(plain.exitHeight),
  }
}

export function exitToSsz(exit: ExitRecord): ExitSsz {
  return {
    ...exit,
    nodeId: hexToBytes(exit.nodeId),
    kind: exitKinds.indexOf(exit.kind),
    reason: exit.reason === undefined ? 0 : refusalReasons.indexOf(exit.reason) + 1,
  }
}

export function exitFromSsz(plain: ExitSsz): ExitRecord {
  return {
    ...plain,
    registryId: safeNumber(plain.registryId, "registryId") as RegistryId,
    nodeId: bytesToHex(plain.nodeId) as NodeId,
    kind: nameAt(exitKinds, plain.kind, "kind"),
    reason: plain.reason === 0 ? undefined : nameAt(refusalReasons, plain.reason - 1, "reason"),
    leftHeight: height(plain.leftHeight),
  }
}

export function rewardsFromSsz(plain: RewardsSsz): RewardState {
  return {
    ...plain,
    atomicPerDay: amountAtomic(plain.atomicPerDay),
    rateSetAtMs: unixMs(plain.rateSetAtMs),
  }
}

export function validatorSetToSsz(set: ValidatorSet): ValidatorSetSsz {
  return { epoch: set.epoch, seed: set.seed, validators: set.validators.map(validatorToSsz) }
}

export function validatorToSsz({ nodeId, blsPublicKey }: Validator) {
  return { nodeId: hexToBytes(nodeId), blsPublicKey }
}

function validatorFromSsz(plain: ValidatorSetSsz["validators"][number]): Validator {
  return { nodeId: bytesToHex(plain.nodeId) as NodeId, blsPublicKey: plain.blsPublicKey }
}

export function validatorSetFromSsz(plain: ValidatorSetSsz): ValidatorSet {
  return {
    epoch: safeNumber(plain.epoch, "epoch"),
    seed: plain.seed,
    validators: plain.validators.map(validatorFromSsz),
  }
}

export function quorumToSsz(quorum: ObligationQuorum): QuorumSsz {
  const { height, judges, tested } = quorum
  return { height, judges: judges.map(hexToBytes), tested: tested.map(hexToBytes) }
}

export function quorumFromSsz(plain: QuorumSsz): ObligationQuorum {
  const idOf = (bytes: Uint8Array) => bytesToHex(bytes) as NodeId
  return {
    height: height(safeNumber(plain.height, "height")),
    judges: plain.judges.map(idOf),
    tested: plain.tested.map(idOf),
  }
}

export function snapshotDutyToSsz(duty: SnapshotDuty | undefined): SnapshotDutySsz[] {
  return duty === undefined ? [] : [{ ...duty, signers: duty.signers.map(validatorToSsz) }]
}

/** @throws RangeError when bits and signers differ in number. */
export function snapshotDutyFromSsz([plain]: readonly SnapshotDutySsz[]): SnapshotDuty | undefined {
  if (plain === undefined) return undefined
  if (plain.signed.bitLen !== plain.signers.length) throw new RangeError("bits do not fit the signers")
  return {
    height: height(safeNumber(plain.height, "height")),
    blockHash: plain.blockHash,
    signers: plain.signers.map(validatorFromSsz),
    signed: plain.signed,
  }
}

/** 0 stands for none, so a height is written one higher. */
function heightToSsz(value: Height | undefined): number {
  return value === undefined ? 0 : value + 1
}

function heightFromSsz(value: number): Height | undefined {
  return value === 0 ? undefined : height(value - 1)
}

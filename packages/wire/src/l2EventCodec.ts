import { ContainerType, ListCompositeType, UnionType } from "@chainsafe/ssz"
import { assertNever } from "@sextant/shared/assert"
import { bytesTo0x, bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { amountAtomic, l2Height } from "@sextant/shared/units"
import type { Contributor, L2Event, L2EventKind, NodeId, RegistryId } from "./l2Event.ts"
import {
  bytes20,
  bytes32,
  bytes48,
  bytes64,
  nameAt,
  safeNumber,
  uint16,
  uint32,
  uint64,
  uint256,
} from "./ssz.ts"

/** More than the contract lets through, so that what it emitted can always be written down. */
const CONTRIBUTORS_LIMIT = 64

const position = { l2Height: uint64, logIndex: uint32 }

const contributorType = new ContainerType({ staker: bytes20, beneficiary: bytes20, amountAtomic: uint256 })
export const contributorsType = new ListCompositeType(contributorType, CONTRIBUTORS_LIMIT)

const registrationType = new ContainerType({
  ...position,
  registryId: uint64,
  operator: bytes20,
  nodeId: bytes32,
  blsPublicKey: bytes48,
  ed25519Signature: bytes64,
  feeBps: uint16,
  contributors: contributorsType,
  payer: bytes20,
})
const registryIdType = new ContainerType({ ...position, registryId: uint64 })
const amountType = new ContainerType({ ...position, amountAtomic: uint256 })

const eventKinds = [
  "nodeRegistered",
  "exitRequested",
  "nodeExited",
  "nodeLiquidated",
  "stakingRequirementSet",
  "rewardRateSet",
] as const satisfies readonly L2EventKind[]

/** The selector is the position in `eventKinds`. */
export const l2EventType = new UnionType([
  registrationType,
  registryIdType,
  registryIdType,
  registryIdType,
  amountType,
  amountType,
])

type PositionSsz = { l2Height: number; logIndex: number }
export type ContributorSsz = { staker: Uint8Array; beneficiary: Uint8Array; amountAtomic: bigint }
type RegistrationSsz = PositionSsz & {
  registryId: number
  operator: Uint8Array
  nodeId: Uint8Array
  blsPublicKey: Uint8Array
  ed25519Signature: Uint8Array
  feeBps: number
  contributors: ContributorSsz[]
  payer: Uint8Array
}
type RegistryIdSsz = PositionSsz & { registryId: number }
type AmountSsz = PositionSsz & { amountAtomic: bigint }
export type L2EventSsz = {
  readonly selector: number
  readonly value: RegistrationSsz | RegistryIdSsz | AmountSsz
}

type EventOf<TKind extends L2EventKind> = Extract<L2Event, { kind: TKind }>

export function l2EventToSsz(event: L2Event): L2EventSsz {
  const at = { l2Height: event.l2Height, logIndex: event.logIndex }
  const selector = eventKinds.indexOf(event.kind)
  switch (event.kind) {
    case "nodeRegistered":
      return { selector, value: { ...at, ...registrationToSsz(event) } }
    case "exitRequested":
    case "nodeExited":
    case "nodeLiquidated":
      return { selector, value: { ...at, registryId: event.registryId } }
    case "stakingRequirementSet":
      return { selector, value: { ...at, amountAtomic: event.amountAtomic } }
    case "rewardRateSet":
      return { selector, value: { ...at, amountAtomic: event.atomicPerDay } }
    default:
      return assertNever(event)
  }
}

/** @throws WireError `wire/out-of-range`. */
export function l2EventFromSsz(plain: L2EventSsz): L2Event {
  const { value } = plain
  const kind = nameAt(eventKinds, plain.selector, "kind")
  const at = {
    l2Height: l2Height(safeNumber(value.l2Height, "l2Height")),
    logIndex: value.logIndex,
  }
  switch (kind) {
    case "nodeRegistered":
      return { kind, ...at, ...registrationFromSsz(value as RegistrationSsz) }
    case "exitRequested":
    case "nodeExited":
    case "nodeLiquidated":
      return { kind, ...at, registryId: registryIdFromSsz((value as RegistryIdSsz).registryId) }
    case "stakingRequirementSet":
      return { kind, ...at, amountAtomic: amountAtomic((value as AmountSsz).amountAtomic) }
    case "rewardRateSet":
      return { kind, ...at, atomicPerDay: amountAtomic((value as AmountSsz).amountAtomic) }
    default:
      return assertNever(kind)
  }
}

export function contributorsToSsz(contributors: readonly Contributor[]): ContributorSsz[] {
  return contributors.map((contributor) => ({
    staker: hexToBytes(contributor.staker),
    beneficiary: hexToBytes(contributor.beneficiary),
    amountAtomic: contributor.amountAtomic,
  }))
}

export function contributorsFromSsz(plain: readonly ContributorSsz[]): Contributor[] {
  return plain.map((contributor) => ({
    staker: bytesTo0x(contributor.staker),
    beneficiary: bytesTo0x(contributor.beneficiary),
    amountAtomic: amountAtomic(contributor.amountAtomic),
  }))
}

export function registryIdFromSsz(value: number): RegistryId {
  return safeNumber(value, "registryId") as RegistryId
}

export function nodeIdFromBytes(bytes: Uint8Array): NodeId {
  return bytesToHex(bytes) as NodeId
}

export function addressFromBytes(bytes: Uint8Array): Address {
  return bytesTo0x(bytes)
}

function registrationToSsz(event: EventOf<"nodeRegistered">): Omit<RegistrationSsz, keyof PositionSsz> {
  return {
    registryId: event.registryId,
    operator: hexToBytes(event.operator),
    nodeId: hexToBytes(event.nodeId),
    blsPublicKey: event.blsPublicKey,
    ed25519Signature: event.ed25519Signature,
    feeBps: event.feeBps,
    contributors: contributorsToSsz(event.contributors),
    payer: hexToBytes(event.payer),
  }
}

function registrationFromSsz(
  plain: RegistrationSsz,
): Omit<EventOf<"nodeRegistered">, "kind" | keyof PositionSsz> {
  return {
    registryId: registryIdFromSsz(plain.registryId),
    operator: addressFromBytes(plain.operator),
    nodeId: nodeIdFromBytes(plain.nodeId),
    blsPublicKey: plain.blsPublicKey,
    ed25519Signature: plain.ed25519Signature,
    feeBps: plain.feeBps,
    contributors: contributorsFromSsz(plain.contributors),
    payer: addressFromBytes(plain.payer),
  }
}

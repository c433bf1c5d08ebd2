import { ContainerType, ListBasicType, ListCompositeType } from "@chainsafe/ssz"
import { headerType } from "@sextant/wire/blockCodec"
import { contributorsType } from "@sextant/wire/l2EventCodec"
import {
  bytes20,
  bytes32,
  bytes48,
  signerBits,
  uint8,
  uint16,
  uint32,
  uint64,
  uint64Bigint,
  uint128,
  uint256,
  VALIDATORS_MAX,
} from "@sextant/wire/ssz"
import { JUDGES_MAX } from "@sextant/wire/stateChangeCodec"

/** Merkle tree widths. A tree's depth is part of every proof, so they do not change. */
export const ACCOUNTS_MAX = 2 ** 22
export const EXITS_MAX = 2 ** 20
export const QUORUMS_MAX = 64
/** More than 1 % of the most nodes there can be. */
export const TESTED_MAX = 2_048

export const nodeType = new ContainerType({
  nodeId: bytes32,
  registryId: uint64,
  operator: bytes20,
  blsPublicKey: bytes48,
  feeBps: uint16,
  contributors: contributorsType,
  registeredHeight: uint64,
  /** 0 active, 1 decommissioned. */
  status: uint8,
  activeSinceHeight: uint64,
  /** Here and in the two below: 0 = none, otherwise the height plus one. */
  decommissionedHeight: uint64,
  decommissionCount: uint32,
  reasonsAll: uint16,
  reasonsAny: uint16,
  creditBaseBlocks: uint32,
  ipChangedHeight: uint64,
  exitRequestedHeight: uint64,
  exitHeight: uint64,
  swarmId: uint64Bigint,
})
export const nodesType = new ListCompositeType(nodeType, VALIDATORS_MAX)

export const ringsType = new ListBasicType(uint16, VALIDATORS_MAX)

export const exitType = new ContainerType({
  registryId: uint64,
  nodeId: bytes32,
  blsPublicKey: bytes48,
  kind: uint8,
  /** 0 = none, otherwise the position in `refusalReasons` plus one. */
  reason: uint8,
  leftHeight: uint64,
  eligibleAtS: uint64,
  unlockAtS: uint64,
})
export const exitsType = new ListCompositeType(exitType, EXITS_MAX)

export const accountsType = new ListCompositeType(bytes20, ACCOUNTS_MAX)
export const amountsType = new ListBasicType(uint128, ACCOUNTS_MAX)

export const validatorsType = new ListCompositeType(
  new ContainerType({ nodeId: bytes32, blsPublicKey: bytes48 }),
  VALIDATORS_MAX,
)
export const validatorSetType = new ContainerType({
  epoch: uint64,
  seed: bytes32,
  validators: validatorsType,
})

export const quorumType = new ContainerType({
  height: uint64,
  judges: new ListCompositeType(bytes32, JUDGES_MAX),
  tested: new ListCompositeType(bytes32, TESTED_MAX),
})

export const snapshotDutyType = new ContainerType({
  height: uint64,
  blockHash: bytes32,
  signers: validatorsType,
  signed: signerBits,
})

export const rewardsType = new ContainerType({
  atomicPerDay: uint128,
  rateSetAtMs: uint64,
  fraction: uint32,
  carryMilli: uint128,
  issuedMilli: uint128,
})

/** The chain state in full. `stateRoot` computes the same root from cached parts. */
export const stateType = new ContainerType({
  networkId: bytes32,
  latestHeader: headerType,
  randaoMix: bytes32,
  stakingRequirementAtomic: uint256,
  rewards: rewardsType,
  nodes: nodesType,
  voteRings: ringsType,
  proposalRings: ringsType,
  snapshotRings: ringsType,
  exits: exitsType,
  accounts: accountsType,
  amountsMilli: amountsType,
  previousValidators: validatorSetType,
  currentValidators: validatorSetType,
  nextValidators: validatorSetType,
  quorums: new ListCompositeType(quorumType, QUORUMS_MAX),
  /** None or one. */
  snapshotDuty: new ListCompositeType(snapshotDutyType, 1),
})

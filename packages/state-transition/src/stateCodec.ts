import type { ValueOf } from "@chainsafe/ssz"
import { bytesTo0x, hexToBytes } from "@sextant/shared/bytes"
import { amountAtomic } from "@sextant/shared/units"
import { headerFromSsz, headerToSsz } from "@sextant/wire/blockCodec"
import { StateTransitionError } from "./errors.ts"
import {
  exitFromSsz,
  exitToSsz,
  nodeFromSsz,
  nodeToSsz,
  quorumFromSsz,
  quorumToSsz,
  rewardsFromSsz,
  snapshotDutyFromSsz,
  snapshotDutyToSsz,
  validatorSetFromSsz,
  validatorSetToSsz,
} from "./stateSsz.ts"
import { stateType } from "./stateType.ts"
import type { ChainState } from "./types.ts"

type StateSsz = ValueOf<typeof stateType>

/** The whole state as bytes, for disk and for a node that joins from a snapshot. */
export function encodeState(state: ChainState): Uint8Array {
  return stateType.serialize(stateToSsz(state))
}

/**
 * Reads a whole state. Whoever got the bytes from outside compares `stateRoot` with a root they trust.
 *
 * @throws StateTransitionError `state/malformed`.
 */
export function decodeState(bytes: Uint8Array): ChainState {
  try {
    return stateFromSsz(stateType.deserialize(bytes))
  } catch (cause) {
    throw new StateTransitionError("state/malformed", { cause })
  }
}

export function stateToSsz(state: ChainState): StateSsz {
  return {
    networkId: state.networkId,
    latestHeader: headerToSsz(state.latestHeader),
    randaoMix: state.randaoMix,
    stakingRequirementAtomic: state.stakingRequirementAtomic,
    rewards: state.rewards,
    nodes: state.nodes.map(nodeToSsz),
    voteRings: [...state.participation.votes],
    proposalRings: [...state.participation.proposals],
    snapshotRings: [...state.participation.snapshots],
    exits: state.exits.map(exitToSsz),
    accounts: state.ledger.accounts.map(hexToBytes),
    amountsMilli: [...state.ledger.amountsMilli],
    previousValidators: validatorSetToSsz(state.previousValidators),
    currentValidators: validatorSetToSsz(state.currentValidators),
    nextValidators: validatorSetToSsz(state.nextValidators),
    quorums: state.quorums.map(quorumToSsz),
    snapshotDuty: snapshotDutyToSsz(state.snapshotDuty),
  }
}

function stateFromSsz(plain: StateSsz): ChainState {
  const nodes = plain.nodes.map(nodeFromSsz)
  const rings = [plain.voteRings, plain.proposalRings, plain.snapshotRings]
  if (
    rings.some(({ length }) => length !== nodes.length) ||
    plain.accounts.length !== plain.amountsMilli.length
  )
    throw new RangeError("lists that belong together differ in length")
  return {
    networkId: plain.networkId,
    latestHeader: headerFromSsz(plain.latestHeader),
    randaoMix: plain.randaoMix,
    stakingRequirementAtomic: amountAtomic(plain.stakingRequirementAtomic),
    rewards: rewardsFromSsz(plain.rewards),
    nodes,
    participation: {
      votes: Uint16Array.from(plain.voteRings),
      proposals: Uint16Array.from(plain.proposalRings),
      snapshots: Uint16Array.from(plain.snapshotRings),
    },
    exits: plain.exits.map(exitFromSsz),
    ledger: { accounts: plain.accounts.map(bytesTo0x), amountsMilli: plain.amountsMilli },
    previousValidators: validatorSetFromSsz(plain.previousValidators),
    currentValidators: validatorSetFromSsz(plain.currentValidators),
    nextValidators: validatorSetFromSsz(plain.nextValidators),
    quorums: plain.quorums.map(quorumFromSsz),
    snapshotDuty: snapshotDutyFromSsz(plain.snapshotDuty),
  }
}

import { hexToBytes } from "@sextant/shared/bytes"
import type { BlockHeader } from "@sextant/wire/block"
import { blockHash, headerToSsz, headerType } from "@sextant/wire/blockCodec"
import { bytes48, merkleizeChunks, mixInLength, signerBits, uint64, VALIDATORS_MAX } from "@sextant/wire/ssz"
import { JUDGES_MAX } from "@sextant/wire/stateChangeCodec"
import { gapsOf, type Known, rememberRuns, runsOf } from "./nodeRuns.ts"
import { remember } from "./remember.ts"
import { exitToSsz, nodeToSsz } from "./stateSsz.ts"
import {
  ACCOUNTS_MAX,
  accountsType,
  EXITS_MAX,
  exitType,
  nodeType,
  QUORUMS_MAX,
  rewardsType,
  stateType,
  TESTED_MAX,
} from "./stateType.ts"
import type {
  ChainState,
  ExitRecord,
  NodeRecord,
  ObligationQuorum,
  SnapshotDuty,
  Validator,
  ValidatorSet,
} from "./types.ts"

/**
 * Hash-tree-root of the state (`stateType`). Every list and record remembers its root by object identity, so a block costs
 * what it changed. 32 bytes; not to be written to.
 */
export const stateRoot = remember((state: ChainState): Uint8Array => {
  const { participation, ledger } = state
  const fieldRoots = [
    state.networkId,
    headerType.hashTreeRoot(headerToSsz(state.latestHeader)),
    state.randaoMix,
    stakingRequirementRoot(state),
    rewardsType.hashTreeRoot(state.rewards),
    nodesRoot(state.nodes),
    ringsRoot(participation.votes),
    ringsRoot(participation.proposals),
    ringsRoot(participation.snapshots),
    exitsRoot(state.exits),
    accountsRoot(ledger.accounts),
    amountsRoot(ledger.amountsMilli),
    validatorSetRoot(state.previousValidators),
    validatorSetRoot(state.currentValidators),
    validatorSetRoot(state.nextValidators),
    quorumsRoot(state.quorums),
    listRoot(state.snapshotDuty === undefined ? [] : [dutyRoot(state.snapshotDuty)], 1),
  ]
  return containerRoot(fieldRoots)
})

/** The newest block's header in full: the state knows everything of it but its own root. */
export const headerOf = remember(
  (state: ChainState): BlockHeader => ({ ...state.latestHeader, stateRoot: stateRoot(state) }),
)

/** Hash of the newest block. 32 bytes; not to be written to. */
export const headHash = remember((state: ChainState): Uint8Array => blockHash(headerOf(state)))

const nodeRoot = remember((node: NodeRecord) => nodeType.hashTreeRoot(nodeToSsz(node)))
const exitRoot = remember((exit: ExitRecord) => exitType.hashTreeRoot(exitToSsz(exit)))

const nodesRoot = remember((nodes: readonly NodeRecord[]) =>
  mixInLength(merkleizeChunks(nodeLeaves(nodes), VALIDATORS_MAX), nodes.length),
)
/** The roots of all nodes, end to end. */
const nodeLeaves = rememberRuns((nodes, known: Known<Uint8Array> | undefined) => {
  const leaves = new Uint8Array(nodes.length * 32)
  const runs = known === undefined ? [] : runsOf(known.nodes, nodes)
  for (const { from, to, length } of runs) {
    leaves.set((known as Known<Uint8Array>).columns.subarray(from * 32, (from + length) * 32), to * 32)
  }
  for (const place of gapsOf(runs, nodes.length)) leaves.set(nodeRoot(nodes[place] as NodeRecord), place * 32)
  return leaves
})
const exitsRoot = remember((exits: readonly ExitRecord[]) => listRoot(exits.map(exitRoot), EXITS_MAX))

const validatorSetRoot = remember((set: ValidatorSet) =>
  containerRoot([uint64Root(set.epoch), set.seed, validatorsRoot(set.validators)]),
)

/** One list may stand in several sets and duties. */
const validatorsRoot = remember((validators: readonly Validator[]) =>
  listRoot(validators.map(validatorRoot), VALIDATORS_MAX),
)
const validatorRoot = remember(({ nodeId, blsPublicKey }: Validator) =>
  merkleizeChunks(joinRoots([hexToBytes(nodeId), bytes48.hashTreeRoot(blsPublicKey)]), 2),
)

const quorumsRoot = remember((quorums: ChainState["quorums"]) =>
  listRoot(quorums.map(quorumRoot), QUORUMS_MAX),
)
const quorumRoot = remember(({ height, judges, tested }: ObligationQuorum) =>
  containerRoot([
    uint64Root(height),
    listRoot(judges.map(hexToBytes), JUDGES_MAX),
    listRoot(tested.map(hexToBytes), TESTED_MAX),
  ]),
)

const dutyRoot = remember(({ height, blockHash, signers, signed }: SnapshotDuty) =>
  containerRoot([uint64Root(height), blockHash, validatorsRoot(signers), signerBits.hashTreeRoot(signed)]),
)

const accountsRoot = remember((accounts: ChainState["ledger"]["accounts"]) =>
  accountsType.hashTreeRoot(accounts.map(hexToBytes)),
)

const UINT64_MAX = 2n ** 64n - 1n

/** Two 128-bit amounts to a chunk. */
const amountsRoot = remember((amountsMilli: readonly bigint[]) => {
  const chunks = new Uint8Array(Math.ceil(amountsMilli.length / 2) * 32)
  const view = new DataView(chunks.buffer)
  for (const [index, amountMilli] of amountsMilli.entries()) {
    view.setBigUint64(index * 16, amountMilli, true)
    if (amountMilli > UINT64_MAX) view.setBigUint64(index * 16 + 8, amountMilli >> 64n, true)
  }
  return mixInLength(merkleizeChunks(chunks, ACCOUNTS_MAX / 2), amountsMilli.length)
})

/** Sixteen rings to a chunk. */
const ringsRoot = remember((rings: Uint16Array) => {
  const chunks = new Uint8Array(Math.ceil(rings.length / 16) * 32)
  const view = new DataView(chunks.buffer)
  for (const [index, ring] of rings.entries()) view.setUint16(index * 2, ring, true)
  return mixInLength(merkleizeChunks(chunks, VALIDATORS_MAX / 16), rings.length)
})

function stakingRequirementRoot(state: ChainState): Uint8Array {
  return stateType.fields.stakingRequirementAtomic.hashTreeRoot(state.stakingRequirementAtomic)
}

function containerRoot(fieldRoots: readonly Uint8Array[]): Uint8Array {
  return merkleizeChunks(joinRoots(fieldRoots), fieldRoots.length)
}

function uint64Root(value: number): Uint8Array {
  return uint64.hashTreeRoot(value)
}

function listRoot(roots: readonly Uint8Array[], lengthMax: number): Uint8Array {
  return mixInLength(merkleizeChunks(joinRoots(roots), lengthMax), roots.length)
}

function joinRoots(roots: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(roots.length * 32)
  for (const [index, root] of roots.entries()) joined.set(root, index * 32)
  return joined
}

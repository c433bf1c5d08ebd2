import { hexToBytes } from "@sextant/shared/bytes"
import type { BlockHeader } from "@sextant/wire/block"
import { blockHash, headerToSsz, headerType } from "@sextant/wire/blockCodec"
import { merkleizeChunks, mixInLength, VALIDATORS_MAX } from "@sextant/wire/ssz"
import { remember } from "./remember.ts"
import { exitToSsz, nodeToSsz, validatorSetToSsz } from "./stateSsz.ts"
import {
  ACCOUNTS_MAX,
  accountsType,
  EXITS_MAX,
  exitType,
  nodeType,
  rewardsType,
  stateType,
  validatorSetType,
} from "./stateType.ts"
import type { ChainState, ExitRecord, NodeRecord, ValidatorSet } from "./types.ts"

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
    validatorSetRoot(state.currentValidators),
    validatorSetRoot(state.nextValidators),
  ]
  return merkleizeChunks(joinRoots(fieldRoots), fieldRoots.length)
})

/** The newest block's header in full: the state knows everything of it but its own root. */
export const headerOf = remember(
  (state: ChainState): BlockHeader => ({ ...state.latestHeader, stateRoot: stateRoot(state) }),
)

/** Hash of the newest block. 32 bytes; not to be written to. */
export const headHash = remember((state: ChainState): Uint8Array => blockHash(headerOf(state)))

const nodeRoot = remember((node: NodeRecord) => nodeType.hashTreeRoot(nodeToSsz(node)))
const exitRoot = remember((exit: ExitRecord) => exitType.hashTreeRoot(exitToSsz(exit)))

const nodesRoot = remember((nodes: readonly NodeRecord[]) => listRoot(nodes.map(nodeRoot), VALIDATORS_MAX))
const exitsRoot = remember((exits: readonly ExitRecord[]) => listRoot(exits.map(exitRoot), EXITS_MAX))

const validatorSetRoot = remember((set: ValidatorSet) =>
  validatorSetType.hashTreeRoot(validatorSetToSsz(set)),
)

const accountsRoot = remember((accounts: ChainState["ledger"]["accounts"]) =>
  accountsType.hashTreeRoot(accounts.map(hexToBytes)),
)

/** Two 128-bit amounts to a chunk. */
const amountsRoot = remember((amountsMilli: readonly bigint[]) => {
  const chunks = new Uint8Array(Math.ceil(amountsMilli.length / 2) * 32)
  const view = new DataView(chunks.buffer)
  for (const [index, amountMilli] of amountsMilli.entries()) {
    view.setBigUint64(index * 16, amountMilli, true)
    const high = amountMilli >> 64n
    if (high !== 0n) view.setBigUint64(index * 16 + 8, high, true)
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

function listRoot(roots: readonly Uint8Array[], lengthMax: number): Uint8Array {
  return mixInLength(merkleizeChunks(joinRoots(roots), lengthMax), roots.length)
}

function joinRoots(roots: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(roots.length * 32)
  for (const [index, root] of roots.entries()) joined.set(root, index * 32)
  return joined
}

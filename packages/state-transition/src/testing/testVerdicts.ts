import { BitArray } from "@chainsafe/ssz"
import { sign } from "@sextant/crypto/bls"
import { ed25519Sign } from "@sextant/crypto/ed25519"
import { bytesEqual } from "@sextant/shared/bytes"
import {
  type BlockBody,
  EMPTY_BODY,
  type Equivocation,
  type StateChange,
  type StateChangeKind,
} from "@sextant/wire/block"
import { operationsRoot } from "@sextant/wire/blockCodec"
import type { NodeId } from "@sextant/wire/l2Event"
import { snapshotMessage, stateChangeMessage, testimonyMessage } from "@sextant/wire/messages"
import { reasonBits } from "@sextant/wire/reasons"
import type { SignedSnapshot } from "@sextant/wire/snapshot"
import type { Testimony } from "@sextant/wire/vote"
import { applyBlock } from "../applyBlock.ts"
import { StateTransitionError } from "../errors.ts"
import { takeSnapshot } from "../takeSnapshot.ts"
import type { ChainState, ObligationQuorum, Validator, ValidatorSet } from "../types.ts"
import { signersOfNodes } from "../validators.ts"
import type { ChainBuilder } from "./chainBuilder.ts"
import { signTogether } from "./signTogether.ts"

/** Genuine operations for a test's chain, as its next block could carry them. */

/** The newest quorum that tests the node and whose votes the next block may carry. */
export function quorumTesting({ rules, state }: ChainBuilder, nodeId: NodeId): ObligationQuorum | undefined {
  const next = state().latestHeader.height + 1
  const { obligationLagBlocks: lag, obligationVoteLifeBlocks: life } = rules.preset
  return state().quorums.findLast(
    ({ height, tested }) => height + lag < next && next < height + life && tested.includes(nodeId),
  )
}

/** @param input.quorum - Default: {@link quorumTesting}. `judges`: positions; default: all of them. */
export function stateChangeOf(
  chain: ChainBuilder,
  input: {
    readonly kind: StateChangeKind
    readonly nodeId: NodeId
    readonly reasons?: number
    readonly quorum?: ObligationQuorum
    readonly judges?: readonly number[]
  },
): StateChange {
  const { kind, nodeId } = input
  const quorum = input.quorum ?? quorumTesting(chain, nodeId)
  if (quorum === undefined) throw new RangeError("no quorum tests this node")
  const reasons = input.reasons ?? usualReasons[kind]
  const verdict = {
    kind,
    nodeId,
    quorumHeight: quorum.height,
    testedIndex: quorum.tested.indexOf(nodeId),
  }
  const message = stateChangeMessage(chain.rules.domain, { ...verdict, reasons })
  const votes = (input.judges ?? quorum.judges.map((_, index) => index)).map((judgeIndex) => {
    const judge = chain.operators.find((operator) => operator.nodeId === quorum.judges[judgeIndex])
    if (judge === undefined) throw new RangeError("no such judge")
    return { judgeIndex, reasons, signature: ed25519Sign(judge.ed25519.secretKey, message) }
  })
  return { ...verdict, votes }
}

const usualReasons: Readonly<Record<StateChangeKind, number>> = {
  decommission: reasonBits.uptimeProof,
  deregister: reasonBits.uptimeProof,
  recommission: 0,
  ipChange: reasonBits.ipChange,
}

/** The snapshot of a state, signed by all its nodes but `absent` (positions). */
export function signedSnapshotOf(
  chain: ChainBuilder,
  state: ChainState,
  absent: readonly number[] = [],
): SignedSnapshot {
  const { snapshot } = takeSnapshot(state)
  const nodes = signersOfNodes(state.nodes)
  const signers = BitArray.fromBoolArray(nodes.map((_, place) => !absent.includes(place)))
  const secretKeys = signers.intersectValues([...nodes]).map(chain.secretKeyOf)
  const signature = signTogether(secretKeys, snapshotMessage(chain.rules.domain, snapshot))
  return { snapshot, signers, signature }
}

type StatementIn = {
  readonly kind: Testimony["kind"]
  readonly view: number
  /** Every byte of the block's hash; 0 unless given. */
  readonly block?: number
}

/** Two testimonies with genuine signatures. @param input.set - Default: the state's own epoch's. */
export function equivocationBy(
  chain: ChainBuilder,
  input: {
    readonly validatorIndex: number
    readonly set?: ValidatorSet
    readonly first: StatementIn
    readonly second: StatementIn
  },
): Equivocation {
  const { validatorIndex, set = chain.state().currentValidators } = input
  const validator = set.validators[validatorIndex] as Validator
  const testify = ({ kind, view, block = 0 }: StatementIn): Testimony => {
    const blockHash = new Uint8Array(32).fill(block)
    const unsigned = { kind, epoch: set.epoch, view, blockHash, validatorIndex }
    const message = testimonyMessage(chain.rules.domain, { ...unsigned, signature: new Uint8Array() })
    return { ...unsigned, signature: sign(chain.secretKeyOf(validator), message) }
  }
  return { nodeId: validator.nodeId, first: testify(input.first), second: testify(input.second) }
}

/**
 * What becomes of a body in the chain's next block: "accepted", or the code of the error. Makes sure that a draft keeps just
 * what a block may carry.
 */
export function outcomeOf(chain: ChainBuilder, operations: Partial<Omit<BlockBody, "l2Events">>): string {
  const body = { ...EMPTY_BODY, ...operations }
  const { block } = chain.draft({ body: operations })
  if (bytesEqual(block.header.operationsRoot, operationsRoot(body))) {
    applyBlock(chain.rules, chain.state(), block)
    return "accepted"
  }
  const { header } = chain.draft().block
  try {
    applyBlock(chain.rules, chain.state(), {
      header: { ...header, operationsRoot: operationsRoot(body) },
      body,
    })
  } catch (error) {
    if (error instanceof StateTransitionError) return error.code
    throw error
  }
  throw new Error("the draft left out what a block may carry")
}

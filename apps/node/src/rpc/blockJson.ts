import { bytesTo0x, bytesToHex } from "@sextant/shared/bytes"
import type { ValidatorSet } from "@sextant/state-transition/types"
import type { Block, StateChange } from "@sextant/wire/block"
import type { L2Event, NodeId } from "@sextant/wire/l2Event"
import type { BlockJson, CertificateJson } from "@sextant/wire/rpc/nodeApi"
import type { Certificate } from "@sextant/wire/vote"

/** A final block with what was kept beside it. */
export type FinalBlock = {
  readonly block: Block
  readonly blockHash: Uint8Array
  readonly sizeBytes: number
  readonly certificate: Certificate | undefined
  readonly issuedMilli: bigint
}

export type BlockSets = {
  /** Of the block's epoch. */
  readonly own: ValidatorSet | undefined
  /** Of the epoch its certificate was made in: the same, except for a block proven by a later one. */
  readonly certificate: ValidatorSet | undefined
  /** Those who voted in the block's change of a node, in its order; empty when they are not known. */
  readonly judgesOf: (nodeId: NodeId) => readonly NodeId[]
}

export function blockJson(epoch: number, final: FinalBlock, sets: BlockSets): BlockJson {
  const { header, body } = final.block
  const proposer = header.height === 0 ? undefined : sets.own?.validators[header.proposerIndex]?.nodeId
  return {
    height: header.height,
    hash: bytesToHex(final.blockHash),
    networkId: bytesToHex(header.networkId),
    epoch,
    view: header.view,
    parentHash: bytesToHex(header.parentHash),
    proposerIndex: header.proposerIndex,
    ...(proposer !== undefined && { proposerNodeId: proposer }),
    timestampMs: header.timestampMs,
    l2: { number: header.l2.number, hash: bytesTo0x(header.l2.hash) },
    operationsRoot: bytesToHex(header.operationsRoot),
    stateRoot: bytesToHex(header.stateRoot),
    randaoReveal: bytesToHex(header.randaoReveal),
    sizeBytes: final.sizeBytes,
    operations: {
      l2Events: body.l2Events.map(l2EventJson),
      stateChanges: body.stateChanges.map((change) => stateChangeJson(change, sets.judgesOf(change.nodeId))),
      equivocations: body.equivocations.map(({ nodeId }) => ({ nodeId })),
      signedSnapshots: body.signedSnapshots.map(({ snapshot, signers }) => ({
        height: snapshot.height,
        signerCount: signers.getTrueBitIndexes().length,
      })),
    },
    ...(final.certificate !== undefined && {
      certificate: certificateJson(final.certificate, sets.certificate),
    }),
    issuedMilli: String(final.issuedMilli),
  }
}

/** `reasons`: what any judge saw fail; `reasonsAll`: what all of them did. */
function stateChangeJson(
  change: StateChange,
  judges: readonly NodeId[],
): BlockJson["operations"]["stateChanges"][number] {
  const { kind, nodeId, quorumHeight, votes } = change
  return {
    kind,
    nodeId,
    quorumHeight,
    reasons: votes.reduce((mask, vote) => mask | vote.reasons, 0),
    reasonsAll: votes.reduce((mask, vote) => mask & vote.reasons, votes[0]?.reasons ?? 0),
    votes: votes.map(({ judgeIndex, reasons }, at) => {
      const judge = judges[at]
      return { judgeIndex, ...(judge !== undefined && { judge }), reasons }
    }),
  }
}

function certificateJson(certificate: Certificate, set: ValidatorSet | undefined): CertificateJson {
  const { kind, epoch, view, signers, signature } = certificate
  const validators = set?.validators ?? []
  return {
    kind,
    epoch,
    view,
    signers: signers.getTrueBitIndexes().flatMap((index) => validators[index]?.nodeId ?? []),
    bitmap: bytesToHex(signers.uint8Array),
    validatorCount: signers.bitLen,
    signature: bytesToHex(signature),
  }
}

function l2EventJson(event: L2Event): BlockJson["operations"]["l2Events"][number] {
  const at = { kind: event.kind, l2Height: event.l2Height, logIndex: event.logIndex }
  switch (event.kind) {
    case "nodeRegistered":
      return {
        ...at,
        registryId: event.registryId,
        nodeId: event.nodeId,
        operator: event.operator,
        feeBps: event.feeBps,
        contributors: event.contributors.map(contributorJson),
        payer: event.payer,
      }
    case "exitRequested":
    case "nodeExited":
    case "nodeLiquidated":
      return { ...at, registryId: event.registryId }
    case "stakingRequirementSet":
      return { ...at, amountAtomic: String(event.amountAtomic) }
    case "rewardRateSet":
      return { ...at, amountAtomic: String(event.atomicPerDay) }
  }
}

export function contributorJson(contributor: {
  readonly staker: `0x${string}`
  readonly beneficiary: `0x${string}`
  readonly amountAtomic: bigint
}) {
  const { staker, beneficiary, amountAtomic } = contributor
  return { staker, beneficiary, amountAtomic: String(amountAtomic) }
}

import { isKnown } from "@sextant/consensus/learnCertificate"
import { BAD_MESSAGES_MAX } from "@sextant/consensus/limits"
import type { Instance } from "@sextant/consensus/types"
import { leaderOf } from "@sextant/consensus/validatorSet"
import { verifyCertificate } from "@sextant/consensus/verifyCertificate"
import { bytesEqual, bytesToHex } from "@sextant/shared/bytes"
import type { Proposal } from "@sextant/wire/block"
import { blockHash as hashOf } from "@sextant/wire/blockCodec"
import type { NodeId } from "@sextant/wire/l2Event"
import { decodeProposal } from "@sextant/wire/proposalCodec"
import { decodeCertificate, decodeVote } from "@sextant/wire/voteCodec"
import type { GossipVerdict } from "../ports.ts"
import { isWhole } from "./isWhole.ts"
import type { RunnerState } from "./runnerState.ts"

/** Messages of peers that wait; beyond this they are dropped, and come again when they still matter. */
const QUEUE_MAX = 8_192
const SEEN_PROPOSALS_MAX = 1_024

type Received<TValue> = { readonly from: NodeId; readonly value: TValue }

export function receiveVote(runner: RunnerState, from: NodeId, bytes: Uint8Array): void {
  // Honest nodes bring their own votes, and others' only when they are validators themselves.
  if (isOutcast(runner, from) || !runner.deps.isValidator(from)) return
  const vote = tryDecode(runner, { from, bytes, decode: decodeVote })
  if (vote === undefined || !hasRoom(runner)) return
  runner.feed({ kind: "voteReceived", vote, from })
}

/** The verdict is for certificates that came by gossip: only what was checked here is passed on. */
export function receiveCertificate(runner: RunnerState, from: NodeId, bytes: Uint8Array): GossipVerdict {
  if (isOutcast(runner, from)) return "ignore"
  const certificate = tryDecode(runner, { from, bytes, decode: decodeCertificate })
  if (certificate === undefined) return "reject"
  const { instance } = runner.core
  if (instance === undefined || !hasRoom(runner)) return "ignore"
  const isOurs = certificate.epoch === instance.epoch
  if (isOurs && isKnown(instance, certificate)) return "ignore"
  if (isOurs && !verifyCertificate(runner.deps.scheme, instance.validators.publicKeys, certificate)) {
    blame(runner, from, "badCertificate")
    return "reject"
  }
  runner.feed({ kind: "certificateReceived", certificate, from, isVerified: isOurs })
  return isOurs ? "accept" : "ignore"
}

export function receiveProposal(runner: RunnerState, from: NodeId, bytes: Uint8Array): GossipVerdict {
  if (isOutcast(runner, from)) return "ignore"
  const proposal = tryDecode(runner, { from, bytes, decode: decodeProposal })
  if (proposal === undefined) return "reject"
  const { instance } = runner.core
  if (instance === undefined || !hasRoom(runner)) return "ignore"
  const verdict = judgeProposal(runner, instance, { from, value: proposal })
  if (verdict === "reject") blame(runner, from, "badProposal")
  return verdict
}

function judgeProposal(
  runner: RunnerState,
  instance: Instance,
  { from, value: proposal }: Received<Proposal>,
): GossipVerdict {
  const { block, epoch, view } = proposal
  if (!bytesEqual(block.header.networkId, runner.deps.domain.networkId)) return "reject"
  if (epoch < instance.epoch || (epoch === instance.epoch && view <= instance.headView)) return "ignore"
  const blockHash = hashOf(block.header)
  const key = `${epoch}/${view}/${bytesToHex(blockHash)}`
  if (runner.seenProposals.has(key)) return "ignore"
  if (!isWhole(block)) return "reject"
  if (epoch === instance.epoch && !isSigned(runner, instance, { proposal, blockHash })) return "reject"
  runner.feed({ kind: "proposalReceived", proposal, blockHash, from })
  // Whose turn it is in the next epoch is not known yet: kept, but not vouched for.
  if (epoch !== instance.epoch) return "ignore"
  if (runner.seenProposals.size >= SEEN_PROPOSALS_MAX) runner.seenProposals.clear()
  runner.seenProposals.add(key)
  return "accept"
}

function isSigned(
  { deps }: RunnerState,
  { validators }: Instance,
  { proposal, blockHash }: { readonly proposal: Proposal; readonly blockHash: Uint8Array },
): boolean {
  const { epoch, view, signature } = proposal
  const publicKey = validators.publicKeys[leaderOf(validators, view)]
  return (
    publicKey !== undefined && deps.scheme.verifyProposal(publicKey, { epoch, view, blockHash }, signature)
  )
}

function tryDecode<TValue>(
  runner: RunnerState,
  input: {
    readonly from: NodeId
    readonly bytes: Uint8Array
    readonly decode: (bytes: Uint8Array) => TValue
  },
): TValue | undefined {
  try {
    return input.decode(input.bytes)
  } catch (error) {
    runner.logger.debug({ err: error, from: input.from }, "could not read a message")
    blame(runner, input.from, "unreadable")
    return undefined
  }
}

/** Every bad message costs a check; from such a peer none is looked at any more until the next epoch. */
function isOutcast({ suspects }: RunnerState, from: NodeId): boolean {
  return (suspects.get(from) ?? 0) >= BAD_MESSAGES_MAX
}

function blame(
  { deps, suspects }: RunnerState,
  from: NodeId,
  misdeed: "unreadable" | "badCertificate" | "badProposal",
): void {
  suspects.set(from, (suspects.get(from) ?? 0) + 1)
  deps.metrics.count("consensus_messages_refused")
  deps.onMisbehaviour({ misdeed, from, validatorIndex: undefined })
}

function hasRoom({ queue, deps }: RunnerState): boolean {
  if (queue.length < QUEUE_MAX) return true
  deps.metrics.count("consensus_messages_dropped")
  return false
}

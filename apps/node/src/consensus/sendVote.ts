import type { Recipients } from "@sextant/consensus/effects"
import { encodeBlock } from "@sextant/wire/blockCodec"
import { proposalMessage, voteMessage } from "@sextant/wire/messages"
import { encodeProposal } from "@sextant/wire/proposalCodec"
import type { Vote, VoteStatement } from "@sextant/wire/vote"
import { encodeCertificate, encodeVote } from "@sextant/wire/voteCodec"
import type { DurableHandler, EffectHandler, RunnerState } from "./runnerState.ts"

/** Block on disk, then vote on disk, then the signature, then the wire (docs/protocol/consensus.md §8). */
export const castVote: DurableHandler<"castVote"> = async (runner, { statement, candidate, to }) => {
  const { candidates, voteLog, metrics } = runner.deps
  if (candidate !== undefined) {
    await candidates.putBlock(statement.epoch, candidate.blockHash, encodeBlock(candidate.block))
  }
  await voteLog.append(statement)
  if (runner.stopping.signal.aborted) return
  metrics.count(`consensus_${statement.kind}_votes_cast`)
  sayVote(runner, statement, to)
}

export const resendVote: EffectHandler<"resendVote"> = (runner, { statement, to }) => {
  runner.deps.metrics.count("consensus_votes_sent_again")
  sayVote(runner, statement, to)
}

export const storeCertificate: DurableHandler<"storeCertificate"> = (runner, { certificate }) =>
  runner.deps.candidates.putCertificate(certificate, encodeCertificate(certificate))

/** The notarize vote for our own block went before and is on disk, so no restart can make us propose another one. */
export const broadcastProposal: EffectHandler<"broadcastProposal"> = ({ deps }, effect) => {
  const { epoch, view, block, blockHash, nullifications } = effect
  const signature = deps.signBls(proposalMessage(deps.domain, { epoch, view, blockHash }))
  const bytes = encodeProposal({ epoch, view, block, nullifications, signature })
  if (effect.again) deps.sendToValidators({ epoch, indices: undefined }, "proposal", bytes)
  else deps.broadcastProposal(bytes)
}

export const relayCertificate: EffectHandler<"relayCertificate"> = ({ deps }, effect) => {
  const { certificate, to: indices, gossip } = effect
  const bytes = encodeCertificate(certificate)
  deps.sendToValidators({ epoch: certificate.epoch, indices }, "certificate", bytes)
  if (gossip) deps.broadcastCertificate(bytes)
}

function sayVote(
  runner: RunnerState,
  { kind, epoch, view, blockHash }: VoteStatement,
  indices: Recipients,
): void {
  const { instance } = runner.core
  if (instance?.epoch !== epoch || instance.ownIndex === undefined) return
  const { deps } = runner
  const statement = { kind, epoch, view, blockHash }
  const signature = deps.signBls(voteMessage(deps.domain, statement))
  const vote: Vote = { ...statement, validatorIndex: instance.ownIndex, signature }
  deps.sendToValidators({ epoch, indices }, "vote", encodeVote(vote))
  runner.feed({ kind: "voteReceived", vote, from: undefined }, "first")
}

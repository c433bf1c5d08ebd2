import { StateTransitionError } from "@sextant/state-transition/errors"
import { checkObligationVote } from "@sextant/state-transition/obligationVotes"
import { WireError } from "@sextant/wire/errors"
import type { ObligationVote } from "@sextant/wire/obligationVote"
import { decodeObligationVote } from "@sextant/wire/obligationVoteCodec"
import type { GossipVerdict } from "../ports.ts"
import type { PoolRoom } from "./votePoolTypes.ts"

/** `known`: this judge has spoken on this node already. `early`, `late`: nobody's fault. */
export type VoteVerdict = "new" | "known" | "early" | "late" | "full" | "forged"

/**
 * Votes that are held at most. A judge has one word on each tested node, so honest ones need 10 × 50 per quorum that lives;
 * the bound matters to networks of many thousands of nodes alone.
 */
export const VOTES_MAX = 32_768
const EARLY_MAX = 1_024

/** Takes a judge's vote in when it is genuine, of a quorum that lives, and the judge's first on that node. */
export function takeVote(room: PoolRoom, bytes: Uint8Array, isGossip: boolean): VoteVerdict {
  let vote: ObligationVote
  try {
    vote = decodeObligationVote(bytes)
  } catch (error) {
    if (error instanceof WireError) return "forged"
    throw error
  }
  const name = `${vote.testedIndex} ${vote.judgeIndex}`
  const known = room.held.get(vote.quorumHeight)?.get(name)
  if (known !== undefined) {
    // A judge's direct copy may come first: gossip must still pass it on.
    const isFresh = isGossip && !known.isGossiped && sameBytes(known.bytes, bytes)
    known.isGossiped ||= isGossip
    return isFresh ? "new" : "known"
  }
  const refusal = refusalOf(room, vote)
  if (refusal !== undefined) return refusal
  if (room.size() >= VOTES_MAX) return "full"
  const ofQuorum = room.held.get(vote.quorumHeight) ?? new Map()
  room.held.set(vote.quorumHeight, ofQuorum)
  ofQuorum.set(name, { vote, bytes, isGossiped: isGossip })
  return "new"
}

/** The same, but a vote that is a little early waits until this node is as far. */
export async function takeWhenDue(
  room: PoolRoom,
  bytes: Uint8Array,
  isGossip: boolean,
): Promise<VoteVerdict> {
  const verdict = takeVote(room, bytes, isGossip)
  if (verdict !== "early" || room.early.size >= EARLY_MAX) return verdict
  const done = new AbortController()
  const wake = () => done.abort()
  room.early.add(wake)
  const waitMs = 2 * room.rules.preset.blockIntervalMs
  await room.clock.sleepMs(waitMs, AbortSignal.any([done.signal, room.stopping.signal]))
  room.early.delete(wake)
  return takeVote(room, bytes, isGossip)
}

export function toGossipVerdict(verdict: VoteVerdict): GossipVerdict {
  if (verdict === "new") return "accept"
  return verdict === "forged" ? "reject" : "ignore"
}

function refusalOf(room: PoolRoom, vote: ObligationVote): VoteVerdict | undefined {
  try {
    checkObligationVote(room.rules, room.state(), vote)
    return undefined
  } catch (error) {
    if (!(error instanceof StateTransitionError)) throw error
    if (error.code === "stateChange/too-early") return "early"
    return error.code === "stateChange/expired" ? "late" : "forged"
  }
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}

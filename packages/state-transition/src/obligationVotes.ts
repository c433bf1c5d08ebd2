import { ed25519Verify } from "@sextant/crypto/ed25519"
import { bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import type { Preset } from "@sextant/shared/params"
import type { JudgeVote, StateChange, StateChangeKind } from "@sextant/wire/block"
import type { NodeId } from "@sextant/wire/l2Event"
import { type SigningDomain, stateChangeMessage } from "@sextant/wire/messages"
import type { ObligationVote } from "@sextant/wire/obligationVote"
import { FAILED_TESTS_MASK, reasonBits } from "@sextant/wire/reasons"
import { StateTransitionError } from "./errors.ts"
import { quorumAt, votesNeededOf } from "./obligationQuorum.ts"
import type { ChainState, ObligationQuorum, Rules } from "./types.ts"

/** What all votes for one state change have in common. */
export type Verdict = Omit<StateChange, "votes">

/**
 * Checks a judge's vote on its own: its age, its place in the quorum, its reasons and its signature. Whether the change is
 * allowed now is for the block that carries it.
 *
 * @param state - The newest final one.
 * @throws StateTransitionError `stateChange/*`.
 */
export function checkObligationVote(rules: Rules, state: ChainState, vote: ObligationVote): void {
  const height = state.latestHeader.height + 1
  const quorum = quorumForVerdict(rules.preset, state, { verdict: vote, height })
  checkReasons(vote.kind, vote)
  checkJudge({ domain: rules.domain, quorum }, { verdict: vote, vote })
}

/**
 * Makes the operation of the votes on one verdict, or undefined while too few are there.
 *
 * @param votes - Each checked ({@link checkObligationVote}), on the same verdict, in any order; a judge's first one counts.
 */
export function collectStateChange(
  quorum: ObligationQuorum,
  votes: readonly ObligationVote[],
): StateChange | undefined {
  const byJudge = new Map<number, ObligationVote>()
  for (const vote of votes) if (!byJudge.has(vote.judgeIndex)) byJudge.set(vote.judgeIndex, vote)
  const [first] = votes
  if (first === undefined || byJudge.size < votesNeededOf(quorum)) return undefined
  const { kind, nodeId, quorumHeight, testedIndex } = first
  const ascending = [...byJudge.values()].sort((left, right) => left.judgeIndex - right.judgeIndex)
  return {
    kind,
    nodeId,
    quorumHeight,
    testedIndex,
    votes: ascending.map(({ judgeIndex, reasons, signature }) => ({ judgeIndex, reasons, signature })),
  }
}

/**
 * The quorum that a verdict refers to.
 *
 * @param input.height - Of the block that would carry it.
 * @throws StateTransitionError `stateChange/too-early` | `stateChange/expired` | `stateChange/wrong-node`.
 */
export function quorumForVerdict(
  preset: Preset,
  state: ChainState,
  input: { readonly verdict: Verdict; readonly height: number },
): ObligationQuorum {
  const { verdict, height } = input
  const { quorumHeight, testedIndex, nodeId } = verdict
  const meta = { quorumHeight, height }
  if (height <= quorumHeight + preset.obligationLagBlocks) {
    throw new StateTransitionError("stateChange/too-early", { meta })
  }
  const quorum = quorumAt(state, quorumHeight)
  if (height >= quorumHeight + preset.obligationVoteLifeBlocks || quorum === undefined) {
    throw new StateTransitionError("stateChange/expired", { meta })
  }
  if (quorum.tested[testedIndex] !== nodeId) {
    throw new StateTransitionError("stateChange/wrong-node", { meta: { nodeId, testedIndex } })
  }
  return quorum
}

/**
 * A failing node fails tests, one that passes has none, and a changed address is its own reason.
 *
 * @throws StateTransitionError `stateChange/bad-reasons`.
 */
export function checkReasons(kind: StateChangeKind, { reasons }: Pick<JudgeVote, "reasons">): void {
  const isPunishment = kind === "decommission" || kind === "deregister"
  const areRight = isPunishment
    ? reasons !== 0 && (reasons & ~FAILED_TESTS_MASK) === 0
    : reasons === (kind === "ipChange" ? reasonBits.ipChange : 0)
  if (!areRight) throw new StateTransitionError("stateChange/bad-reasons", { meta: { kind, reasons } })
}

/** @throws StateTransitionError `stateChange/unknown-judge` | `stateChange/bad-signature`. */
export function checkJudge(
  deps: { readonly domain: SigningDomain; readonly quorum: ObligationQuorum },
  input: { readonly verdict: Verdict; readonly vote: JudgeVote },
): void {
  const { judgeIndex, reasons, signature } = input.vote
  const judge = deps.quorum.judges[judgeIndex]
  if (judge === undefined)
    throw new StateTransitionError("stateChange/unknown-judge", { meta: { judgeIndex } })
  const message = stateChangeMessage(deps.domain, { ...input.verdict, reasons })
  if (!isSignedBy(judge, message, signature)) {
    throw new StateTransitionError("stateChange/bad-signature", { meta: { judgeIndex, judge } })
  }
}

/** A vote is checked when it arrives, when it is drafted into a block and when that is applied; one check is enough. */
const knownGood = new Set<string>()
const KNOWN_GOOD_MAX = 32_768

function isSignedBy(judge: NodeId, message: Uint8Array, signature: Uint8Array): boolean {
  const name = `${judge}${bytesToHex(message)}${bytesToHex(signature)}`
  if (knownGood.has(name)) return true
  if (!ed25519Verify(hexToBytes(judge), message, signature)) return false
  if (knownGood.size >= KNOWN_GOOD_MAX) knownGood.clear()
  knownGood.add(name)
  return true
}

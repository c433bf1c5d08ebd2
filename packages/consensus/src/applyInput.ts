import { assertNever } from "@sextant/shared/assert"
import type { Core } from "./createCore.ts"
import type { Effect } from "./effects.ts"
import { moveHead } from "./finality.ts"
import type { Input, InputOf } from "./inputs.ts"
import { learnCertificate } from "./learnCertificate.ts"
import { learnProposal } from "./learnProposal.ts"
import { learnBlock, learnVerdict, revisit } from "./learnVerdict.ts"
import { learnVote } from "./learnVote.ts"
import { EARLY_MESSAGES_MAX, EARLY_PROPOSALS_MAX } from "./limits.ts"
import { learnBuilt } from "./proposer.ts"
import { replyLate } from "./replyLate.ts"
import { resend } from "./resend.ts"
import { settle } from "./settle.ts"
import { startEpoch } from "./startEpoch.ts"
import { askCatchUp, type Step } from "./step.ts"

export type Transition = { readonly core: Core; readonly effects: readonly Effect[] }

/**
 * The whole of consensus: what happened goes in, what to do comes out, in the order in which it must be done.
 * Pure and synchronous; the core that is passed in is never changed. docs/protocol/consensus.md.
 *
 * @throws ConsensusError when the caller breaks the contract (`epochStarted` for an old epoch). Never because of what peers send.
 */
export function applyInput(core: Core, input: Input): Transition {
  if (input.kind === "epochStarted") return beginEpoch(core, input)
  if (input.kind === "votingSet" && core.instance === undefined) {
    return { core: { ...core, voting: input.voting }, effects: [] }
  }
  if (core.instance === undefined) return { core: withEarly(core, input), effects: [] }
  const voting = input.kind === "votingSet" ? input.voting : core.voting
  const step: Step = {
    instance: core.instance,
    rules: core.rules,
    voting,
    nowMs: input.nowMs,
    effects: [],
  }
  const early = take(step, input) === "early" ? withEarly(core, input).early : core.early
  settle(step)
  return { core: { ...core, voting, instance: step.instance, early }, effects: step.effects }
}

function beginEpoch(core: Core, input: InputOf<"epochStarted">): Transition {
  const step = startEpoch(core, input)
  settle(step)
  let next: Core = { ...core, instance: step.instance, early: [] }
  const effects = [...step.effects]
  for (const waiting of core.early) {
    const transition = applyInput(next, { ...waiting, nowMs: input.nowMs })
    next = transition.core
    effects.push(...transition.effects)
  }
  return { core: next, effects }
}

/** Lets the rule for one kind of input look at it. `early`: it belongs to the next epoch. */
function take(step: Step, input: Exclude<Input, { kind: "epochStarted" }>): "taken" | "early" {
  const epoch = epochOfInput(input)
  if (epoch !== undefined && epoch > step.instance.epoch) return takeLater(step, input, epoch)
  if (epoch !== undefined && epoch < step.instance.epoch) {
    if (input.kind === "voteReceived" && input.from !== undefined) replyLate(step, input.from)
    return "taken"
  }
  switch (input.kind) {
    case "votingSet":
      break
    case "proposalReceived":
      learnProposal(step, input)
      break
    case "voteReceived":
      learnVote(step, input)
      break
    case "certificateReceived":
      learnCertificate(step, input)
      break
    case "blockReceived":
      learnBlock(step, input)
      break
    case "proposalValidated":
      learnVerdict(step, input)
      break
    case "blockBuilt":
      learnBuilt(step, input)
      break
    case "timerFired":
      takeTimer(step, input)
      break
    case "finalAdvanced":
      if (input.head.height > step.instance.head.height) moveHead(step, input.head)
      break
    default:
      assertNever(input)
  }
  return "taken"
}

function takeTimer(step: Step, { timer }: InputOf<"timerFired">): void {
  const { view, epoch, deadlineMs, revisitAtMs, resend: next } = step.instance
  const dueMs = { viewTimeout: deadlineMs, resend: next?.atMs, revisit: revisitAtMs }[timer]
  if (dueMs === undefined) return
  if (step.nowMs < dueMs) {
    // The timer ran ahead of the clock, or belongs to something that was put off since.
    step.effects.push({ kind: "scheduleTimeout", timer, epoch, view, atMs: dueMs })
  } else if (timer === "resend") resend(step)
  else if (timer === "revisit") revisit(step)
  // What a view's timeout means is decided by the clock, in `settle`.
}

/** Others are in a later epoch. While we only wait for it to start that is no news. */
function takeLater(step: Step, input: Input, epoch: number): "taken" | "early" {
  const isNext = epoch === step.instance.epoch + 1
  if (!(isNext && step.instance.closed)) {
    const from = "from" in input ? input.from : undefined
    askCatchUp(step, { epoch, view: 0, from })
  }
  return isNext ? "early" : "taken"
}

function withEarly(core: Core, input: Input): Core {
  const isMessage =
    input.kind === "voteReceived" || input.kind === "certificateReceived" || input.kind === "proposalReceived"
  if (!isMessage) return core
  const early = [...core.early, input].slice(-EARLY_MESSAGES_MAX)
  const proposals = early.filter((one) => one.kind === "proposalReceived")
  const [oldest] = proposals.length > EARLY_PROPOSALS_MAX ? proposals : []
  return { ...core, early: early.filter((one) => one !== oldest) }
}

function epochOfInput(input: Exclude<Input, { kind: "epochStarted" }>): number | undefined {
  switch (input.kind) {
    case "proposalReceived":
      return input.proposal.epoch
    case "voteReceived":
      return input.vote.epoch
    case "certificateReceived":
      return input.certificate.epoch
    case "proposalValidated":
    case "blockBuilt":
    case "timerFired":
    case "finalAdvanced":
      return input.epoch
    case "votingSet":
    case "blockReceived":
      return undefined
    default:
      return assertNever(input)
  }
}

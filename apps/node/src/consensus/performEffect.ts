import type { Effect } from "@sextant/consensus/effects"
import { assertNever } from "@sextant/shared/assert"
import type { NodeId } from "@sextant/wire/l2Event"
import { encodeCertificate, encodeVote } from "@sextant/wire/voteCodec"
import { importFinal, propose, requestBlock, validate } from "./askChain.ts"
import { ConsensusRunnerError } from "./errors.ts"
import type { EffectHandler, RunnerState } from "./runnerState.ts"
import { broadcastProposal, castVote, relayCertificate, resendVote, storeCertificate } from "./sendVote.ts"

type Durable = Extract<Effect, { readonly kind: "castVote" | "storeCertificate" }>

/** Does one thing the core asked for. A promise means: it must be on disk before the next. */
export function performEffect(runner: RunnerState, effect: Effect): Promise<void> | undefined {
  switch (effect.kind) {
    case "castVote":
      return castVote(runner, effect)
    case "storeCertificate":
      return storeCertificate(runner, effect)
    default:
      performNow(runner, effect)
      return undefined
  }
}

function performNow(runner: RunnerState, effect: Exclude<Effect, Durable>): void {
  const { deps } = runner
  switch (effect.kind) {
    case "resendVote":
      resendVote(runner, effect)
      break
    case "forwardVote":
      deps.sendToValidators({ epoch: effect.vote.epoch, indices: undefined }, "vote", encodeVote(effect.vote))
      break
    case "relayCertificate":
      relayCertificate(runner, effect)
      break
    case "sendCertificate":
      deps.sendTo(effect.to as NodeId, "certificate", encodeCertificate(effect.certificate))
      break
    case "broadcastProposal":
      broadcastProposal(runner, effect)
      break
    case "propose":
      propose(runner, effect)
      break
    case "validate":
      validate(runner, effect)
      break
    case "requestBlock":
      requestBlock(runner, effect)
      break
    case "importFinal":
      importFinal(runner, effect)
      break
    case "scheduleTimeout":
      setTimer(runner, effect)
      break
    default:
      report(runner, effect)
  }
}

const setTimer: EffectHandler<"scheduleTimeout"> = (runner, { timer, epoch, view, atMs }) => {
  const { clock } = runner.deps
  runner.timers.get(timer)?.()
  const cancel = clock.schedule(Math.max(0, atMs - clock.nowMs()), () =>
    runner.feed({ kind: "timerFired", timer, epoch, view }),
  )
  runner.timers.set(timer, cancel)
}

type Report = Extract<
  Effect,
  {
    readonly kind: "catchUp" | "viewEntered" | "equivocationFound" | "misbehaved" | "safetyViolated"
  }
>

function report(runner: RunnerState, effect: Report): void {
  const { deps, logger } = runner
  switch (effect.kind) {
    case "catchUp": {
      const { epoch, view } = effect
      deps.catchUp({ epoch, view, from: effect.from as NodeId | undefined })
      break
    }
    case "viewEntered":
      deps.metrics.gauge("consensus_epoch", effect.epoch)
      deps.metrics.gauge("consensus_view", effect.view)
      break
    case "equivocationFound": {
      const { kind, epoch, view, validatorIndex } = effect.equivocation.first
      logger.warn({ kind, epoch, view, validatorIndex }, "a validator has contradicted itself")
      deps.onEquivocation(effect.equivocation)
      break
    }
    case "misbehaved": {
      const { misdeed, validatorIndex } = effect
      logger.debug({ misdeed, from: effect.from, validatorIndex }, "refused a message")
      deps.metrics.count("consensus_messages_refused")
      deps.onMisbehaviour({ misdeed, validatorIndex, from: effect.from as NodeId | undefined })
      break
    }
    case "safetyViolated":
      halt(runner, effect.epoch, effect.second.view)
      break
    default:
      assertNever(effect)
  }
}

function halt(runner: RunnerState, epoch: number, view: number): void {
  if (runner.halted) return
  runner.halted = true
  const error = new ConsensusRunnerError("runner/safety-violated", { meta: { epoch, view } })
  runner.logger.error({ err: error }, "stopped voting")
  runner.feed({ kind: "votingSet", voting: false }, "first")
}

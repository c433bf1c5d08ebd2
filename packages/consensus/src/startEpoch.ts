import { bytesToHex } from "@sextant/shared/bytes"
import { addStatement } from "./castVote.ts"
import type { Core } from "./createCore.ts"
import { enterView } from "./enterView.ts"
import { ConsensusError } from "./errors.ts"
import { learnCertificate } from "./learnCertificate.ts"
import type { Step } from "./step.ts"
import type { EpochStart, HeldBlock, Instance, OwnVotes } from "./types.ts"
import { isClosing } from "./validatorSet.ts"

/**
 * Begins an epoch, or resumes it after a restart with what was kept on disk: whatever we said before is said for ever (§8).
 *
 * @throws ConsensusError `epoch/not-newer` | `epoch/no-validators` | `epoch/bad-own-index`.
 */
export function startEpoch(core: Core, input: { readonly nowMs: number; readonly start: EpochStart }): Step {
  const { start, nowMs } = input
  checkStart(core, start)
  const instance = firstInstance(core, start, nowMs)
  const step: Step = { instance, rules: core.rules, voting: core.voting, nowMs, effects: [] }
  for (const certificate of start.certificates) {
    if (certificate.epoch === start.epoch) {
      learnCertificate(step, { certificate, from: undefined, isStored: true })
    }
  }
  enterView(step, step.instance.certifiedView + 1)
  return step
}

function firstInstance(core: Core, start: EpochStart, nowMs: number): Instance {
  const { epoch, head } = start
  const headView = head.certificate?.epoch === epoch ? head.certificate.view : 0
  return {
    epoch,
    validators: start.validators,
    ownIndex: start.ownIndex,
    headPublicKeys: start.headPublicKeys,
    head,
    headView,
    headAtMs: nowMs,
    closed: headView > 0 && isClosing(head.height, core.rules.epochLengthBlocks),
    view: headView + 1,
    viewEnteredAtMs: nowMs,
    deadlineMs: nowMs,
    certifiedView: headView,
    votes: new Map(),
    proposals: new Map(),
    own: ownVotes(start, headView),
    silentThroughView: start.silentThroughView ?? 0,
    notarizations: new Map(),
    nullifications: new Map(),
    finalization: undefined,
    blocks: keptBlocks(start),
    wanted: new Map(),
    ledView: 0,
    resend: undefined,
    revisitAtMs: undefined,
    reported: new Set(),
    suspects: new Map(),
    lateReplies: new Map(),
    askedCatchUpAtMs: undefined,
  }
}

function ownVotes({ epoch, ownStatements }: EpochStart, headView: number): ReadonlyMap<number, OwnVotes> {
  const own = new Map<number, OwnVotes>()
  for (const statement of ownStatements) {
    if (statement.epoch !== epoch || statement.view < headView) continue
    const said = own.get(statement.view) ?? { notarize: undefined, nullify: false, finalize: undefined }
    own.set(statement.view, addStatement(said, statement))
  }
  return own
}

function keptBlocks({ candidates, head }: EpochStart): ReadonlyMap<string, HeldBlock> {
  const above = candidates.filter(({ block }) => block.header.height > head.height)
  return new Map(
    above.map(({ block, blockHash }): [string, HeldBlock] => [
      bytesToHex(blockHash),
      { block, blockHash, status: "new", askedAsNotarized: false },
    ]),
  )
}

function checkStart(core: Core, { epoch, validators, ownIndex }: EpochStart): void {
  const { publicKeys, leaderOrder } = validators
  const count = publicKeys.length
  const current = core.instance?.epoch
  if (current !== undefined && epoch <= current) {
    throw new ConsensusError("epoch/not-newer", { meta: { epoch, current } })
  }
  const named = new Set(leaderOrder.filter((index) => Number.isInteger(index) && index >= 0 && index < count))
  if (count === 0 || leaderOrder.length !== count || named.size !== count) {
    throw new ConsensusError("epoch/no-validators", { meta: { epoch, count } })
  }
  if (ownIndex !== undefined && !(Number.isInteger(ownIndex) && ownIndex >= 0 && ownIndex < count)) {
    throw new ConsensusError("epoch/bad-own-index", { meta: { ownIndex, count } })
  }
}

import type { VoteStatement } from "@sextant/wire/vote"
import { firstRecipients } from "./collectors.ts"
import { ConsensusError } from "./errors.ts"
import { maySpeak, ownIn, type Step, update, withEntry } from "./step.ts"
import type { HeldBlock, OwnVotes } from "./types.ts"

const NO_BLOCK = new Uint8Array(32)

/** The two rules of docs/protocol/consensus.md §3 that safety rests on. They look at nothing but what we said before. */
export function contradicts(own: OwnVotes, kind: VoteStatement["kind"]): boolean {
  switch (kind) {
    case "notarize":
      return own.notarize !== undefined
    case "nullify":
      return own.nullify || own.finalize !== undefined
    case "finalize":
      return own.finalize !== undefined || own.nullify
  }
}

/** What we have said in a view once `statement` is added. */
export function addStatement(own: OwnVotes, statement: VoteStatement): OwnVotes {
  switch (statement.kind) {
    case "notarize":
      return { ...own, notarize: statement.blockHash }
    case "nullify":
      return { ...own, nullify: true }
    case "finalize":
      return { ...own, finalize: statement.blockHash }
  }
}

export function castNotarize(step: Step, input: { readonly view: number; readonly held: HeldBlock }): void {
  const { blockHash, block } = input.held
  const statement = {
    kind: "notarize",
    epoch: step.instance.epoch,
    view: input.view,
    blockHash,
  } as const
  record(step, statement)
  step.effects.push({
    kind: "castVote",
    statement,
    candidate: { blockHash, block },
    to: firstRecipients(step.instance, input.view),
  })
}

/** Gives the current view up when its time is over (§5). */
export function nullifyWhenLate(step: Step): void {
  const { view, epoch, deadlineMs } = step.instance
  if (!maySpeak(step) || step.nowMs < deadlineMs) return
  if (contradicts(ownIn(step.instance, view), "nullify")) return
  const statement = { kind: "nullify", epoch, view, blockHash: NO_BLOCK } as const
  record(step, statement)
  step.effects.push({
    kind: "castVote",
    statement,
    candidate: undefined,
    to: firstRecipients(step.instance, view),
  })
}

/** Finalizes what a quorum has notarized, in every view that we have not given up (§3). */
export function finalizeNotarized(step: Step): void {
  if (!maySpeak(step)) return
  const { epoch, headView, notarizations, nullifications } = step.instance
  for (const [view, { blockHash }] of notarizations) {
    if (view <= headView || nullifications.has(view)) continue
    if (contradicts(ownIn(step.instance, view), "finalize")) continue
    const statement = { kind: "finalize", epoch, view, blockHash } as const
    record(step, statement)
    step.effects.push({
      kind: "castVote",
      statement,
      candidate: undefined,
      to: firstRecipients(step.instance, view),
    })
  }
}

/** The statement counts as said from here on, whether or not it ever leaves this machine. */
function record(step: Step, statement: VoteStatement): void {
  const { own } = step.instance
  const said = ownIn(step.instance, statement.view)
  if (contradicts(said, statement.kind)) {
    throw new ConsensusError("vote/contradiction", { meta: { kind: statement.kind, view: statement.view } })
  }
  update(step, { own: withEntry(own, statement.view, addStatement(said, statement)) })
}

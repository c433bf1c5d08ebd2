import { sha256 } from "@sextant/crypto/hash"
import { concatBytes } from "@sextant/shared/bytes"
import type { Block, BlockBody, BlockHeader } from "@sextant/wire/block"
import { epochOf, isEpochStart, startEpoch } from "./epoch.ts"
import { leaveDueNodes } from "./exits.ts"
import { applyEquivocation } from "./operations/applyEquivocation.ts"
import { applyL2Event } from "./operations/applyL2Event.ts"
import { applyStateChange } from "./operations/applyStateChange.ts"
import type { OperationContext } from "./operations/operationContext.ts"
import { recordProposals, recordVotes } from "./participation.ts"
import { payRewards } from "./rewards.ts"
import { assignSwarms } from "./swarms/assignSwarms.ts"
import type { ChainState, Effect, Rules, Transition } from "./types.ts"

/** Takes the place of the state root in the header that the state holds. */
const NO_ROOT = new Uint8Array(32)

/**
 * Computes the state after a block whose header was checked, or is being made. Reads neither `stateRoot` nor `operationsRoot`
 * for anything but keeping the header. The order is docs/protocol/blocks.md §2.
 */
export function transition(rules: Rules, parent: ChainState, block: Block): Transition {
  const { header, body } = block
  const context: OperationContext = { rules, height: header.height, timestampMs: header.timestampMs }
  const effects: Effect[] = []
  const take = (step: Transition): ChainState => {
    effects.push(...step.effects)
    return step.state
  }
  let state = take(enterEpoch(rules, recordParentVotes(parent, header), header))
  state = recordViews(rules, state, { parent, header })
  state = {
    ...state,
    latestHeader: { ...header, stateRoot: NO_ROOT },
    randaoMix: nextMix(parent.randaoMix, header.randaoReveal),
  }
  state = take(leaveDueNodes(state, context))
  state = take(applyOperations(context, state, body))
  if (effects.some(isMembershipChange)) {
    state = assignSwarms(state)
    effects.push({ kind: "swarmsChanged" })
  }
  state = take(payRewards(rules.preset, state, header.height))
  return { state, effects }
}

/** sha256(mix ‖ sha256(reveal)). */
export function nextMix(mix: Uint8Array, randaoReveal: Uint8Array): Uint8Array {
  return sha256(concatBytes(mix, sha256(randaoReveal)))
}

export function applyOperations(context: OperationContext, before: ChainState, body: BlockBody): Transition {
  let state = before
  const effects: Effect[] = []
  const take = (step: Transition) => {
    state = step.state
    effects.push(...step.effects)
  }
  for (const event of body.l2Events) take(applyL2Event(context, state, event))
  for (const change of body.stateChanges) take(applyStateChange(change))
  for (const equivocation of body.equivocations) take(applyEquivocation(equivocation))
  return { state, effects }
}

function recordParentVotes(parent: ChainState, { parentCertificate }: BlockHeader): ChainState {
  if (parentCertificate === undefined) return parent
  return recordVotes(parent, parent.currentValidators, parentCertificate.signers)
}

/** The first block of an epoch turns the page before anything in it counts. */
function enterEpoch(rules: Rules, state: ChainState, { height }: BlockHeader): Transition {
  if (!isEpochStart(rules.preset, height)) return { state, effects: [] }
  const epoch = epochOf(rules.preset, height)
  return { state: startEpoch(state, epoch), effects: [{ kind: "epochStarted", epoch }] }
}

function recordViews(
  rules: Rules,
  state: ChainState,
  { parent, header }: { readonly parent: ChainState; readonly header: BlockHeader },
): ChainState {
  const firstView = isEpochStart(rules.preset, header.height) ? 1 : parent.latestHeader.view + 1
  return recordProposals(state, state.currentValidators, { firstView, view: header.view })
}

function isMembershipChange(effect: Effect): boolean {
  return effect.kind === "nodeJoined" || effect.kind === "nodeLeft"
}

import { sha256 } from "@sextant/crypto/hash"
import { concatBytes } from "@sextant/shared/bytes"
import type { Block, BlockBody, BlockHeader } from "@sextant/wire/block"
import { epochOf, isEpochStart, startEpoch } from "./epoch.ts"
import { leaveDueNodes } from "./exits.ts"
import { rememberQuorum } from "./obligationQuorum.ts"
import { applyOperations } from "./operations/applyOperations.ts"
import { recordProposals, recordVotes } from "./participation.ts"
import { payRewards } from "./rewards.ts"
import { rollSnapshotDuty } from "./snapshotDuty.ts"
import { assignSwarms } from "./swarms/assignSwarms.ts"
import type { ChainState, Effect, Rules, Transition, TransitionRules } from "./types.ts"

/** Takes the place of the state root in the header that the state holds. */
const NO_ROOT = new Uint8Array(32)

/**
 * Computes the state after a block whose header was checked, or is being made. Reads neither `stateRoot` nor `operationsRoot`
 * for anything but keeping the header. The order is docs/protocol/blocks.md §2.
 */
export function transition(
  rules: TransitionRules,
  parent: ChainState,
  block: Block,
): Transition & { readonly body: BlockBody } {
  const { header } = block
  const { preset } = rules
  const context = { rules, height: header.height, timestampMs: header.timestampMs }
  const effects: Effect[] = []
  const take = (step: Transition): ChainState => {
    effects.push(...step.effects)
    return step.state
  }
  let state = rememberQuorum(preset, parent, header.parentHash)
  state = rollSnapshotDuty(preset, state, header.parentHash)
  state = take(enterEpoch(rules, recordParentVotes(state, header), header))
  state = recordViews(rules, state, { parent, header })
  state = {
    ...state,
    latestHeader: { ...header, stateRoot: NO_ROOT },
    randaoMix: nextMix(parent.randaoMix, header.randaoReveal),
  }
  state = take(leaveDueNodes(state, context))
  const applied = applyOperations(context, state, block.body)
  state = take(applied)
  if (effects.some(isMembershipChange)) {
    state = assignSwarms(state)
    effects.push({ kind: "swarmsChanged" })
  }
  state = take(payRewards(preset, state, header.height))
  return { state, effects, body: applied.body }
}

/** sha256(mix ‖ sha256(reveal)). */
export function nextMix(mix: Uint8Array, randaoReveal: Uint8Array): Uint8Array {
  return sha256(concatBytes(mix, sha256(randaoReveal)))
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

const membershipChanges: ReadonlySet<Effect["kind"]> = new Set([
  "nodeJoined",
  "nodeLeft",
  "nodeDecommissioned",
  "nodeRecommissioned",
])

function isMembershipChange({ kind }: Effect): boolean {
  return membershipChanges.has(kind)
}

import type { BlockBody } from "@sextant/wire/block"
import { EQUIVOCATIONS_MAX, SIGNED_SNAPSHOTS_MAX, STATE_CHANGES_MAX } from "@sextant/wire/blockCodec"
import { StateTransitionError } from "../errors.ts"
import type { ChainState, Effect, Transition, TransitionRules } from "../types.ts"
import { applyEquivocation } from "./applyEquivocation.ts"
import { applyL2Event } from "./applyL2Event.ts"
import { applySignedSnapshot } from "./applySignedSnapshot.ts"
import { applyStateChange } from "./applyStateChange.ts"
import { openJudging } from "./checkStateChange.ts"
import type { OperationContext } from "./operationContext.ts"

type BodyContext = OperationContext & { readonly rules: TransitionRules }

/**
 * Applies a body in its order.
 *
 * @returns `body`: what was applied, all of it unless the rules say to drop what is invalid.
 * @throws StateTransitionError
 */
export function applyOperations(
  context: BodyContext,
  before: ChainState,
  body: BlockBody,
): Transition & { readonly body: BlockBody } {
  const effects: Effect[] = []
  let state = before
  const take = (step: Transition) => {
    state = step.state
    effects.push(...step.effects)
  }
  const run = <TOperation>(
    operations: readonly TOperation[],
    { most, apply }: { readonly most: number; readonly apply: (operation: TOperation) => Transition },
  ): readonly TOperation[] => {
    const kept: TOperation[] = []
    for (const operation of operations) {
      if (context.rules.dropInvalid !== true) take(apply(operation))
      else {
        if (kept.length === most) break
        const step = attempt(() => apply(operation))
        if (step === undefined) continue
        take(step)
      }
      kept.push(operation)
    }
    return kept
  }
  for (const event of body.l2Events) take(applyL2Event(context, state, event))
  const judging = openJudging(context, state)
  const stateChanges = run(body.stateChanges, {
    most: STATE_CHANGES_MAX,
    apply: (change) => applyStateChange(judging, state, change),
  })
  const equivocations = run(body.equivocations, {
    most: EQUIVOCATIONS_MAX,
    apply: (equivocation) => applyEquivocation(context, state, equivocation),
  })
  const signedSnapshots = run(body.signedSnapshots, {
    most: SIGNED_SNAPSHOTS_MAX,
    apply: (signed) => applySignedSnapshot(context, state, signed),
  })
  return { state, effects, body: { l2Events: body.l2Events, stateChanges, equivocations, signedSnapshots } }
}

/** Undefined when the rules forbid it. */
function attempt(apply: () => Transition): Transition | undefined {
  try {
    return apply()
  } catch (error) {
    if (error instanceof StateTransitionError) return undefined
    throw error
  }
}

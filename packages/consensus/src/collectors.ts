import type { Recipients } from "./effects.ts"
import { COLLECTORS, DIRECT_VALIDATORS_MAX } from "./limits.ts"
import type { Instance } from "./types.ts"
import { leaderOf, type ValidatorSet } from "./validatorSet.ts"

/** In a large set votes do not go to everybody but to collectors (docs/protocol/consensus.md §7). */
export function usesCollectors({ publicKeys }: ValidatorSet): boolean {
  return publicKeys.length > DIRECT_VALIDATORS_MAX
}

/**
 * Who collects the votes of a view: the leaders of the next views, who need its certificate anyway. Round 0 is asked first; each
 * further round names the ones after, so that in the end everybody has been asked.
 */
export function collectorsOf(
  validators: ValidatorSet,
  { view, round }: { readonly view: number; readonly round: number },
): readonly number[] {
  const first = view + 1 + round * COLLECTORS
  return Array.from({ length: COLLECTORS }, (_, index) => leaderOf(validators, first + index))
}

/** Where a new vote goes: to the first collectors, and to those whom this node has already had to turn to in this view. */
export function firstRecipients({ validators, resend }: Instance, view: number): Recipients {
  if (!usesCollectors(validators)) return undefined
  const collectors = collectorsOf(validators, { view, round: 0 })
  const round = resend?.round ?? 0
  return round === 0
    ? collectors
    : [...new Set([...collectors, ...collectorsOf(validators, { view, round })])]
}

/** Where it goes when no certificate came of it. @param input.round - How often it was sent again before. */
export function nextRecipients(
  { validators }: Instance,
  input: { readonly view: number; readonly round: number },
): Recipients {
  if (!usesCollectors(validators)) return undefined
  return collectorsOf(validators, { view: input.view, round: input.round + 1 })
}

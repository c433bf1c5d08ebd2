import { StateTransitionError } from "./errors.ts"
import { ledgerTotalMilli } from "./ledger.ts"
import type { ChainState } from "./types.ts"

/**
 * The books: what was issued is paid or carried, to the last thousandth.
 *
 * @throws StateTransitionError `state/money-lost`.
 */
export function checkMoney(state: ChainState): void {
  const paidMilli = ledgerTotalMilli(state.ledger)
  const { carryMilli, issuedMilli } = state.rewards
  if (paidMilli + carryMilli !== issuedMilli) {
    throw new StateTransitionError("state/money-lost", { meta: { paidMilli, carryMilli, issuedMilli } })
  }
}

/** Sum of the stakes at work, atomic units. */
export function stakedAtomic(state: ChainState): bigint {
  return state.nodes.reduce(
    (sum, node) => node.contributors.reduce((stake, { amountAtomic }) => stake + amountAtomic, sum),
    0n,
  )
}

import { verify } from "@sextant/crypto/bls"
import { bytesEqual, hexToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { amountAtomic } from "@sextant/shared/units"
import { proofOfPossessionMessage } from "@sextant/wire/messages"
import type { ModelContext } from "./execution.ts"
import { limitsOf, reservationsRefusal, sumOf, termsRefusal, withTermsHash } from "./poolRules.ts"
import type { Pool, PoolContribution, PoolShare, PoolTerms } from "./poolState.ts"
import { execute } from "./registryModel.ts"
import type { RegistryState } from "./registryState.ts"

/** One call of a pool. */
export type PoolAction =
  | {
      readonly kind: "contribute"
      readonly amountAtomic: bigint
      /** Undefined: the sender at first, no change later. */
      readonly beneficiary: Address | undefined
      readonly seenTermsHash: `0x${string}`
    }
  | { readonly kind: "setBeneficiary"; readonly beneficiary: Address }
  | { readonly kind: "finalize" }
  | { readonly kind: "withdraw" }
  | { readonly kind: "payCredit"; readonly contributor: Address }
  | { readonly kind: "reset" }
  | { readonly kind: "setTerms"; readonly terms: PoolTerms }
  | { readonly kind: "setReservations"; readonly reservations: readonly PoolShare[] }
  | { readonly kind: "setAutoFinalize"; readonly autoFinalize: boolean }

export type PoolCall = { readonly sender: Address; readonly action: PoolAction }

export type PoolMove = { readonly from: Address; readonly to: Address; readonly amountAtomic: bigint }

export type PoolExecution =
  | {
      readonly kind: "done"
      readonly pool: Pool
      /** Changed by `finalize` alone. */
      readonly registry: RegistryState
      readonly transfers: readonly PoolMove[]
    }
  | { readonly kind: "reverted"; readonly reason: string }

const DAY_S = 86_400
const OPERATOR_FINALIZES_FOR_S = 7 * DAY_S

type Offer = {
  readonly address: Address
  readonly operator: Address
  readonly terms: PoolTerms
  readonly reservations: readonly PoolShare[]
}

/** What `createPool` makes, at an address that the factory decides. */
export function createPool(
  { rules, state }: ModelContext,
  { address, operator, terms, reservations }: Offer,
): PoolExecution {
  const reason =
    termsRefusal(terms) ??
    reservationsRefusal({ operator, requirementAtomic: state.requirementAtomic }, reservations)
  if (reason !== undefined) return { kind: "reverted", reason }
  const pool: Pool = {
    address,
    operator,
    status: "waiting",
    terms,
    termsHash: "0x",
    requirementAtomic: state.requirementAtomic,
    contributions: [],
    reservations,
    credits: new Map(),
    fullAtS: 0,
  }
  return done(state, withTermsHash(rules.domain, pool))
}

/** What a pool would do with one call in a block of that time. */
export function executePool(context: ModelContext, pool: Pool, call: PoolCall): PoolExecution {
  const { action, sender } = call
  const isOperator = sender === pool.operator
  switch (action.kind) {
    case "contribute":
      return contribute(context, pool, { sender, action })
    case "finalize":
      return finalize(context, pool, sender)
    case "withdraw":
      return withdraw(context, pool, sender)
    case "payCredit":
      return payCredit(context, pool, action.contributor)
    case "reset":
      return isOperator ? reset(context, pool) : refused("CallerNotPoolOperator")
    case "setBeneficiary":
      return setBeneficiary(context, pool, { sender, beneficiary: action.beneficiary })
    case "setTerms": {
      if (!isOperator) return refused("CallerNotPoolOperator")
      if (pool.status !== "waiting") return refused("TermsFixed")
      const reason = termsRefusal(action.terms)
      if (reason !== undefined) return refused(reason)
      return done(context.state, withTermsHash(context.rules.domain, { ...pool, terms: action.terms }))
    }
    case "setReservations": {
      if (!isOperator) return refused("CallerNotPoolOperator")
      if (pool.status !== "waiting") return refused("TermsFixed")
      const reason = reservationsRefusal(pool, action.reservations)
      if (reason !== undefined) return refused(reason)
      return done(context.state, { ...pool, reservations: action.reservations })
    }
    case "setAutoFinalize": {
      if (!isOperator) return refused("CallerNotPoolOperator")
      if (pool.status === "registered") return refused("PoolEnded")
      const terms = { ...pool.terms, autoFinalize: action.autoFinalize }
      return done(context.state, { ...pool, terms })
    }
  }
}

function contribute(
  { state, nowS }: ModelContext,
  pool: Pool,
  {
    sender,
    action,
  }: { readonly sender: Address; readonly action: Extract<PoolAction, { kind: "contribute" }> },
): PoolExecution {
  if (pool.status !== "waiting" && pool.status !== "open") return refused("PoolNotOpen")
  if (pool.status === "waiting" && sender !== pool.operator) return refused("OperatorContributesFirst")
  if (action.seenTermsHash !== pool.termsHash) return refused("TermsChanged")
  if (state.requirementAtomic !== pool.requirementAtomic) return refused("RequirementChanged")
  const { minAtomic, maxAtomic } = limitsOf(pool, sender)
  if (action.amountAtomic < minAtomic) return refused("ContributionTooLow")
  if (action.amountAtomic > maxAtomic) return refused("ContributionTooHigh")
  const contributions = [...pool.contributions]
  const at = contributions.findIndex(({ account }) => account === sender)
  const known = contributions[at]
  const share: PoolContribution = {
    account: sender,
    amountAtomic: (known?.amountAtomic ?? 0n) + action.amountAtomic,
    beneficiary: action.beneficiary ?? known?.beneficiary ?? sender,
    contributedAtS: nowS,
  }
  contributions[at < 0 ? contributions.length : at] = share
  const isFull = sumOf(contributions) === pool.requirementAtomic
  const next: Pool = { ...pool, contributions, status: isFull ? "full" : "open", fullAtS: isFull ? nowS : 0 }
  return done(state, next, { from: sender, to: pool.address, amountAtomic: action.amountAtomic })
}

function finalize(context: ModelContext, pool: Pool, sender: Address): PoolExecution {
  const { state, nowS } = context
  if (pool.status !== "full") return refused("PoolNotFull")
  const isOthersTurn = pool.terms.autoFinalize || nowS >= pool.fullAtS + OPERATOR_FINALIZES_FOR_S
  if (!isOthersTurn && sender !== pool.operator) return refused("FinalizeTooEarly")
  if (state.requirementAtomic !== pool.requirementAtomic) return refused("RequirementChanged")
  const contributors = pool.contributions.map(({ account, beneficiary, amountAtomic: atomic }) => ({
    staker: account,
    beneficiary,
    amountAtomic: amountAtomic(atomic),
  }))
  const registration = {
    ...pool.terms.registration,
    operator: pool.operator,
    contributors,
    payer: pool.address,
  }
  const registered = execute(context, { kind: "registerShared", registration })
  if (registered.kind === "reverted") return registered
  return {
    kind: "done",
    pool: { ...pool, status: "registered" },
    registry: registered.state,
    transfers: registered.transfers,
  }
}

function withdraw(context: ModelContext, pool: Pool, sender: Address): PoolExecution {
  const creditAtomic = pool.credits.get(sender) ?? 0n
  const own = pool.contributions.find(({ account }) => account === sender)
  const settled = { ...pool, credits: without(pool.credits, sender) }
  if (own === undefined || pool.status === "registered") {
    if (creditAtomic === 0n) return refused("NoContribution")
    return done(context.state, settled, { from: pool.address, to: sender, amountAtomic: creditAtomic })
  }
  if (sender === pool.operator) return refused("OperatorLeavesByReset")
  const isEarly = context.nowS < own.contributedAtS + DAY_S
  if (isEarly && isRegistrable(context, pool)) return refused("WithdrawTooEarly")
  const contributions = [...pool.contributions]
  const last = contributions.pop() as PoolContribution
  const at = contributions.findIndex(({ account }) => account === sender)
  if (at >= 0) contributions[at] = last
  const wasFull = pool.status === "full"
  const next: Pool = {
    ...settled,
    contributions,
    status: wasFull ? "open" : pool.status,
    fullAtS: wasFull ? 0 : pool.fullAtS,
  }
  const amount = creditAtomic + own.amountAtomic
  return done(context.state, next, { from: pool.address, to: sender, amountAtomic: amount })
}

function payCredit({ state }: ModelContext, pool: Pool, contributor: Address): PoolExecution {
  const amount = pool.credits.get(contributor) ?? 0n
  if (amount === 0n) return refused("NoCredit")
  const next = { ...pool, credits: without(pool.credits, contributor) }
  return done(state, next, { from: pool.address, to: contributor, amountAtomic: amount })
}

function reset({ rules, state }: ModelContext, pool: Pool): PoolExecution {
  if (pool.status === "registered") return refused("PoolEnded")
  const credits = new Map(pool.credits)
  for (const { account, amountAtomic: amount } of pool.contributions)
    credits.set(account, (credits.get(account) ?? 0n) + amount)
  const next: Pool = {
    ...pool,
    status: "waiting",
    contributions: [],
    reservations: [],
    credits,
    fullAtS: 0,
    requirementAtomic: state.requirementAtomic,
  }
  return done(state, withTermsHash(rules.domain, next))
}

function setBeneficiary(
  { state }: ModelContext,
  pool: Pool,
  { sender, beneficiary }: { readonly sender: Address; readonly beneficiary: Address },
): PoolExecution {
  if (pool.status === "registered") return refused("PoolEnded")
  if (pool.contributions.every(({ account }) => account !== sender)) return refused("NoContribution")
  const contributions = pool.contributions.map((one) =>
    one.account === sender ? { ...one, beneficiary } : one,
  )
  return done(state, { ...pool, contributions })
}

/** Whether the registry would take the pool's node, once full. */
function isRegistrable({ rules, state }: ModelContext, pool: Pool): boolean {
  const { nodeId, blsPublicKey, feeBps, proofOfPossession } = pool.terms.registration
  if (state.requirementAtomic !== pool.requirementAtomic) return false
  for (const node of state.nodes.values())
    if (node.nodeId === nodeId || bytesEqual(node.blsPublicKey, blsPublicKey)) return false
  const message = proofOfPossessionMessage(rules.domain, {
    blsPublicKey,
    ed25519PublicKey: hexToBytes(nodeId),
    operator: pool.operator,
    feeBps,
    contributors: [],
    payer: pool.address,
  })
  return verify(blsPublicKey, message, proofOfPossession)
}

function without(credits: Pool["credits"], account: Address): Pool["credits"] {
  const rest = new Map(credits)
  rest.delete(account)
  return rest
}

function done(registry: RegistryState, pool: Pool, ...transfers: readonly PoolMove[]): PoolExecution {
  return { kind: "done", pool, registry, transfers }
}

function refused(reason: string): PoolExecution {
  return { kind: "reverted", reason }
}

import { SdkError } from "./errors.ts"
import type { Hex, NameOnChain, TransactionState } from "./nameContracts.ts"
import type { SavedRegistration } from "./savedRegistration.ts"

/** Why a new secret is made: for the first time, or because the old one is of no use any more. */
export type CommitReason = "first" | "changed" | "expired" | "lost"

/** Everything a registration's next move depends on, read at one time. */
export type RegistrationView = {
  readonly onChain: NameOnChain
  readonly saved: SavedRegistration | undefined
  /** What to call a new start when there is nothing saved. */
  readonly startReason: CommitReason
  readonly committedAtS: number | undefined
  readonly chainTimeS: number
  readonly commitAges: { readonly minS: number; readonly maxS: number }
  readonly costAtomic: bigint
  readonly allowanceAtomic: bigint
  /** Undefined for what was not sent. */
  readonly transactions: Readonly<Record<SentKind, TransactionState | undefined>>
  /** What does not add up may still be the L2's nodes lagging behind each other: look again before acting on it. */
  readonly isPatient: boolean
}

export type SentKind = "commit" | "approve" | "register"

export type RegistrationMove =
  | { readonly kind: "finish"; readonly expiresAtS: number }
  | { readonly kind: "refuse"; readonly error: SdkError }
  /** With a new secret. */
  | { readonly kind: "startAnew"; readonly reason: CommitReason }
  | { readonly kind: "commit" }
  | { readonly kind: "approve"; readonly amountAtomic: bigint }
  | { readonly kind: "register"; readonly costAtomic: bigint }
  /** `isSeen`: the L2 has it waiting. Otherwise it was sent, but cannot be seen, or its effect cannot. */
  | {
      readonly kind: "waitForTransaction"
      readonly what: SentKind
      readonly txHash: Hex
      readonly isSeen: boolean
    }
  | { readonly kind: "waitForAge"; readonly untilS: number; readonly chainTimeS: number }
  /** What was read contradicts itself. */
  | { readonly kind: "lookAgain" }

/** What a registration does next. Pure: the same view gives the same move, also after a restart. */
export function registrationMove(view: RegistrationView): RegistrationMove {
  const { onChain, saved, committedAtS } = view
  if (onChain.status !== "free") return whenTaken(view, onChain)
  if (saved === undefined) return { kind: "startAnew", reason: view.startReason }
  if (committedAtS === undefined) return whenUncommitted(view, saved)
  return whenCommitted(view, { saved, committedAtS })
}

/** The name is ours when our commitment was used for it; otherwise somebody was faster, were it ourselves by another way. */
function whenTaken(
  view: RegistrationView,
  taken: Exclude<NameOnChain, { status: "free" }>,
): RegistrationMove {
  const { saved, committedAtS } = view
  if (saved?.registering && taken.owner === saved.registration.owner) {
    if (committedAtS === undefined) return { kind: "finish", expiresAtS: taken.expiresAtS }
    if (view.isPatient) return { kind: "lookAgain" }
  }
  const { owner, expiresAtS } = taken
  return { kind: "refuse", error: new SdkError("name/taken", { meta: { owner, expiresAtS } }) }
}

function whenUncommitted(view: RegistrationView, saved: SavedRegistration): RegistrationMove {
  const { commit } = view.transactions
  const { commitTx } = saved
  // A commitment that was used, while the name is free: the registration is not visible yet, or was taken back.
  if (saved.registering) return view.isPatient ? { kind: "lookAgain" } : { kind: "startAnew", reason: "lost" }
  if (commitTx === undefined || commit === undefined) return { kind: "commit" }
  if (commit === "reverted") return reverted("commit", commitTx)
  return (
    underWay(view, "commit") ??
    (commit === "mined" ? { kind: "startAnew", reason: "lost" } : { kind: "commit" })
  )
}

type Committed = { readonly saved: SavedRegistration; readonly committedAtS: number }

function whenCommitted(view: RegistrationView, { saved, committedAtS }: Committed): RegistrationMove {
  const { chainTimeS, commitAges, costAtomic, allowanceAtomic, transactions } = view
  const { registerTx } = saved
  const registering = underWay(view, "register")
  if (registering !== undefined) return registering
  if (chainTimeS > committedAtS + commitAges.maxS) return { kind: "startAnew", reason: "expired" }
  const untilS = committedAtS + commitAges.minS
  if (chainTimeS < untilS) return { kind: "waitForAge", untilS, chainTimeS }
  if (registerTx !== undefined && transactions.register === "reverted")
    return reverted("register", registerTx)
  const { costMaxAtomic } = saved
  if (costAtomic > costMaxAtomic)
    return {
      kind: "refuse",
      error: new SdkError("name/price-moved", { meta: { costAtomic, costMaxAtomic } }),
    }
  if (allowanceAtomic >= costAtomic) return { kind: "register", costAtomic }
  return underWay(view, "approve") ?? { kind: "approve", amountAtomic: costAtomic }
}

/** Its effect is not there, but may come: it waits for a block, or the nodes that are asked do not show it yet. */
function underWay(view: RegistrationView, what: SentKind): RegistrationMove | undefined {
  const txHash = view.saved?.[`${what}Tx`]
  const state = view.transactions[what]
  if (txHash === undefined || state === undefined || state === "reverted") return undefined
  const isSeen = state === "pending"
  return isSeen || view.isPatient ? { kind: "waitForTransaction", what, txHash, isSeen } : undefined
}

function reverted(what: SentKind, txHash: Hex): RegistrationMove {
  return {
    kind: "refuse",
    error: new SdkError("contract/reverted", { meta: { what, txHash }, retryable: true }),
  }
}

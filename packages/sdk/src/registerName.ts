import { assertNever } from "@sextant/shared/assert"
import type { Address } from "@sextant/shared/networks"
import type { SdkError } from "./errors.ts"
import type { Hex } from "./nameContracts.ts"
import {
  type CommitReason,
  type RegistrationMove,
  registrationMove,
  type SentKind,
} from "./registrationMove.ts"
import {
  keep,
  lookAt,
  openRun,
  type RegisterNameDeps,
  type RegisterNameInput,
  type RegistrationRun,
  send,
  startAnew,
} from "./registrationRun.ts"

export type RegisterNameStep =
  /** `reason` is not `first` when an earlier commitment is of no use any more. */
  | { readonly kind: "committing"; readonly reason: CommitReason }
  | { readonly kind: "approving"; readonly amountAtomic: bigint }
  | { readonly kind: "registering"; readonly costAtomic: bigint }
  | { readonly kind: "sent"; readonly what: SentKind; readonly txHash: Hex }
  | { readonly kind: "waitingForBlock"; readonly what: SentKind; readonly txHash: Hex }
  /** The commitment must age, in the L2's time. */
  | { readonly kind: "waitingForAge"; readonly untilS: number; readonly chainTimeS: number }
  | ({ readonly kind: "registered" } & RegisteredName)

export type RegisteredName = {
  readonly nameHash: Hex
  readonly owner: Address
  readonly expiresAtS: number
}

const POLL_MS = 1_000

/**
 * Registers a name: commits to it, waits until the commitment is old enough by the L2's time, and shows it.
 *
 * Run the steps to their end with `for await`. The program may stop at any moment, be it killed: called again with the same
 * name, account and store it goes on where it was. What must not be lost is in the store before anything is sent that rests on
 * it. A commitment whose secret is lost, or that became too old, is replaced by a new one, which costs another transaction and
 * another wait. One registration of a name at a time.
 *
 * @throws SdkError name/invalid, account/bad-id, account/bad-address; name/taken; name/price-moved (call again with a higher maximum to go on);
 * contract/refused, contract/declined, contract/reverted, contract/failed; and the reason of the caller's own abort.
 */
export async function* registerName(
  deps: RegisterNameDeps,
  input: RegisterNameInput,
): AsyncGenerator<RegisterNameStep, RegisteredName, void> {
  input.signal?.throwIfAborted()
  const run = await openRun(deps, input)
  let told = ""
  for (;;) {
    input.signal?.throwIfAborted()
    const move = registrationMove(await lookAt(run))
    input.signal?.throwIfAborted()
    const step = stepOf(run, move)
    if (step !== undefined && told !== describeStep(step)) yield step
    told = step === undefined ? told : describeStep(step)
    if (step?.kind === "registered") {
      const { kind: _, ...registered } = step
      await deps.store.remove(run.key)
      return registered
    }
    const sent = await perform(run, move)
    if (sent !== undefined) yield sent
  }
}

/** What the caller is told before the move is made. */
function stepOf(run: RegistrationRun, move: RegistrationMove): RegisterNameStep | undefined {
  switch (move.kind) {
    case "finish":
      return { kind: "registered", nameHash: run.nameHash, owner: run.owner, expiresAtS: move.expiresAtS }
    case "startAnew":
      return { kind: "committing", reason: move.reason }
    case "approve":
      return { kind: "approving", amountAtomic: move.amountAtomic }
    case "register":
      return { kind: "registering", costAtomic: move.costAtomic }
    case "waitForTransaction":
      return { kind: "waitingForBlock", what: move.what, txHash: move.txHash }
    case "waitForAge":
      return { kind: "waitingForAge", untilS: move.untilS, chainTimeS: move.chainTimeS }
    case "commit":
    case "lookAgain":
    case "refuse":
      return undefined
    default:
      return assertNever(move)
  }
}

async function perform(run: RegistrationRun, move: RegistrationMove): Promise<RegisterNameStep | undefined> {
  switch (move.kind) {
    case "finish":
      return undefined
    case "refuse":
      await tidyUp(run, move.error)
      throw move.error
    case "startAnew":
      await startAnew(run)
      run.doubts = 0
      return undefined
    case "waitForAge":
      return pause(run, 0)
    case "waitForTransaction":
      return pause(run, move.isSeen ? 0 : run.doubts + 1)
    case "lookAgain":
      return pause(run, run.doubts + 1)
    case "commit":
    case "approve":
    case "register":
      return sendAndKeep(run, move)
    default:
      return assertNever(move)
  }
}

async function sendAndKeep(
  run: RegistrationRun,
  move: Extract<RegistrationMove, { readonly kind: SentKind }>,
): Promise<RegisterNameStep | undefined> {
  if (move.kind === "register" && run.saved !== undefined)
    await keep(run, { ...run.saved, registering: true })
  const txHash = await send(run, move)
  if (txHash === undefined || run.saved === undefined) return pause(run, run.doubts + 1)
  run.doubts = 0
  await keep(run, { ...run.saved, [`${move.kind}Tx`]: txHash })
  return { kind: "sent", what: move.kind, txHash }
}

async function pause(run: RegistrationRun, doubts: number): Promise<undefined> {
  run.doubts = doubts
  await run.deps.sleepMs(run.deps.pollMs ?? POLL_MS, run.input.signal)
}

/** A failed transaction is not sent twice by one call, but the next call may try; a taken name leaves nothing to go on with. */
async function tidyUp(run: RegistrationRun, { code, meta }: SdkError): Promise<void> {
  if (code === "name/taken") await run.deps.store.remove(run.key)
  if (code !== "contract/reverted" || run.saved === undefined) return
  const { commitTx, registerTx, ...kept } = run.saved
  const isCommit = meta["what"] === "commit"
  await keep(run, {
    ...kept,
    ...(!isCommit && commitTx && { commitTx }),
    ...(isCommit && registerTx && { registerTx }),
  })
}

/** Steps that say the same again are told once. */
function describeStep(step: RegisterNameStep): string {
  return Object.values(step).map(String).join("/")
}

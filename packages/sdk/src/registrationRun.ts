import { assertNever } from "@sextant/shared/assert"
import { bytesTo0x, hexToBytes } from "@sextant/shared/bytes"
import { type Address, parseAddress } from "@sextant/shared/networks"
import type { AccountId } from "@sextant/wire/accountId"
import { type Name, nameHash } from "@sextant/wire/name"
import { SdkError } from "./errors.ts"
import { commitmentTo, type Hex, type NameContracts, type Registration } from "./nameContracts.ts"
import { openName, parseAccountId, parseName, type Random, sealName } from "./nameRecord.ts"
import type { CommitReason, RegistrationMove, RegistrationView, SentKind } from "./registrationMove.ts"
import {
  type RegistrationStore,
  readSaved,
  type SavedRegistration,
  savedKey,
  writeSaved,
} from "./savedRegistration.ts"

export type RegisterNameDeps = {
  readonly contracts: NameContracts
  readonly store: RegistrationStore
  readonly random: Random
  /** Resolves after `ms`, or at once when `signal` aborts. It paces the looking; only the L2's time decides anything. */
  readonly sleepMs: (ms: number, signal: AbortSignal | undefined) => Promise<void>
  /** Between two looks at the L2. Default 1,000. */
  readonly pollMs?: number
}

export type RegisterNameInput = {
  readonly name: string
  /** What the name will resolve to. */
  readonly accountId: string
  readonly yearCount: number
  /** Who will hold it. Default: the account that pays. */
  readonly owner?: string
  /** Default: what it costs when the registration is first started. */
  readonly costMaxAtomic?: bigint
  readonly signal?: AbortSignal
}

/** One run of a registration: what it is about, and what changes while it goes on. */
export type RegistrationRun = {
  readonly deps: RegisterNameDeps
  readonly input: RegisterNameInput
  readonly name: Name
  readonly accountId: AccountId
  readonly nameHash: Hex
  readonly owner: Address
  readonly key: string
  saved: SavedRegistration | undefined
  startReason: CommitReason
  /** Looks in a row at something that does not add up. */
  doubts: number
}

/** Looks at something that does not add up before it is taken as it is. */
const DOUBTS_MAX = 10

/** Reads what an earlier run has left. @throws SdkError name/invalid, account/bad-id, account/bad-address. */
export async function openRun(deps: RegisterNameDeps, input: RegisterNameInput): Promise<RegistrationRun> {
  const name = parseName(input.name)
  const accountId = parseAccountId(input.accountId)
  const terms = {
    nameHash: bytesTo0x(nameHash(name)),
    owner: input.owner === undefined ? deps.contracts.account : ownerOf(input.owner),
  }
  const run: RegistrationRun = {
    ...{ deps, input, name, accountId, ...terms },
    key: savedKey(deps.contracts, terms),
    saved: undefined,
    startReason: "first",
    doubts: 0,
  }
  const text = await deps.store.load(run.key)
  if (text === undefined) return run
  const saved = readSaved(text)
  run.startReason = whyOfNoUse(run, saved)
  if (saved === undefined || run.startReason !== "first") return run
  const { costMaxAtomic = saved.costMaxAtomic } = input
  run.saved = saved
  if (costMaxAtomic !== saved.costMaxAtomic) await keep(run, { ...saved, costMaxAtomic })
  return run
}

function ownerOf(text: string): Address {
  try {
    return parseAddress(text)
  } catch (cause) {
    throw new SdkError("account/bad-address", { cause })
  }
}

/** `first` when it can be gone on with. */
function whyOfNoUse(run: RegistrationRun, saved: SavedRegistration | undefined): CommitReason {
  if (saved === undefined) return "lost"
  const { registration, commitment } = saved
  if (!isAbout(run, registration)) return "changed"
  return commitmentTo(run.deps.contracts, registration) === commitment ? "first" : "lost"
}

function isAbout({ name, accountId, input }: RegistrationRun, registration: Registration): boolean {
  try {
    const sealed = openName(name, hexToBytes(registration.encryptedRecord))
    return sealed === accountId && registration.yearCount === input.yearCount
  } catch {
    return false
  }
}

/** Durable when it resolves. */
export async function keep(run: RegistrationRun, saved: SavedRegistration): Promise<void> {
  run.saved = saved
  await run.deps.store.save(run.key, writeSaved(saved))
}

/** Draws a new secret and seals the record anew; nothing of it is sent yet. */
export async function startAnew(run: RegistrationRun): Promise<void> {
  const { name, accountId, nameHash: hash, owner, input, deps } = run
  const { contracts, random } = deps
  const terms = { length: name.length, yearCount: input.yearCount }
  const registration = {
    ...{ nameHash: hash, owner, ...terms },
    encryptedRecord: bytesTo0x(sealName({ random }, name, accountId)),
    secret: bytesTo0x(random.bytes(32)),
  }
  const costMaxAtomic = input.costMaxAtomic ?? run.saved?.costMaxAtomic ?? (await contracts.costAtomic(terms))
  await keep(run, { registration, commitment: commitmentTo(contracts, registration), costMaxAtomic })
}

/** Reads everything the next move depends on. */
export async function lookAt(run: RegistrationRun): Promise<RegistrationView> {
  const { saved, startReason, deps, nameHash: hash, name, input } = run
  const { contracts } = deps
  const stateOf = (txHash: Hex | undefined) =>
    txHash === undefined ? undefined : contracts.transaction(txHash)
  const [onChain, committedAtS, chainTimeS, commitAges, costAtomic, allowanceAtomic] = await Promise.all([
    contracts.name(hash),
    saved && contracts.committedAtS(saved.commitment),
    contracts.chainTimeS(),
    contracts.commitAges(),
    contracts.costAtomic({ length: name.length, yearCount: input.yearCount }),
    contracts.allowanceAtomic(),
  ])
  const [commit, approve, register] = await Promise.all([
    stateOf(saved?.commitTx),
    stateOf(saved?.approveTx),
    stateOf(saved?.registerTx),
  ])
  return {
    ...{ onChain, saved, startReason, committedAtS, chainTimeS, commitAges, costAtomic, allowanceAtomic },
    transactions: { commit, approve, register },
    isPatient: run.doubts < DOUBTS_MAX,
  }
}

/** What the L2 may refuse only because it has moved on since it was looked at. */
const MOVED_ON = [
  "CommitmentExists",
  "CommitmentUnknown",
  "CommitmentTooYoung",
  "CommitmentExpired",
  "NameTaken",
  "CostAboveMax",
  "ERC20InsufficientAllowance",
]

type Sending = Extract<RegistrationMove, { readonly kind: SentKind }>

/** Undefined when the L2 has moved on: look again. @throws SdkError contract/refused, contract/failed. */
export async function send(run: RegistrationRun, move: Sending): Promise<Hex | undefined> {
  const { contracts } = run.deps
  const { saved } = run
  if (saved === undefined) return undefined
  try {
    switch (move.kind) {
      case "commit":
        return await contracts.commit(saved.commitment)
      case "approve":
        return await contracts.approve(move.amountAtomic)
      case "register":
        return await contracts.register(saved.registration, saved.costMaxAtomic)
      default:
        return assertNever(move)
    }
  } catch (error) {
    const reason =
      error instanceof SdkError && error.code === "contract/refused" ? error.meta["reason"] : undefined
    if (run.doubts < DOUBTS_MAX && MOVED_ON.includes(String(reason))) return undefined
    throw error
  }
}

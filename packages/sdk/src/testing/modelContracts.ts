import { bytesTo0x } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { nameHash as hashOfText, type Name } from "@sextant/wire/name"
import { SdkError } from "../errors.ts"
import { commitmentTo, type Hex, type NameContracts, type Registration } from "../nameContracts.ts"

const YEAR_S = 365 * 86_400
const GRACE_S = 30 * 86_400
export const ages = { minS: 60, maxS: 600 }
export const payer: Address = `0x${"11".repeat(20)}`
export const stranger: Address = `0x${"22".repeat(20)}`

type Held = { owner: Address; expiresAtS: number; length: number; encryptedRecord?: Hex }
type Transaction = {
  readonly hash: Hex
  readonly run: () => void
  state: "pending" | "mined" | "reverted" | "unknown"
}

/** The registry of names with its rules, in a few lines: blocks come when the test says so. */
export function createModelContracts() {
  const names = new Map<Hex, Held>()
  const commitments = new Map<Hex, number>()
  const transactions: Transaction[] = []
  const log: string[] = []
  let nowS = 10_000
  let price = 100n
  let allowance = 0n
  let paid = 0n
  const refuse = (reason: string) => new SdkError("contract/refused", { meta: { reason } })
  const statusOf = (held: Held | undefined) => {
    if (held === undefined || nowS >= held.expiresAtS + GRACE_S) return "free"
    return nowS < held.expiresAtS ? "active" : "grace"
  }
  const collect = (cost: bigint, costMax: bigint) => {
    if (cost > costMax) throw refuse("CostAboveMax")
    if (cost > allowance) throw refuse("ERC20InsufficientAllowance")
    allowance -= cost
    paid += cost
  }
  const rules = {
    commit(commitment: Hex) {
      const atS = commitments.get(commitment)
      if (atS !== undefined && nowS <= atS + ages.maxS) throw refuse("CommitmentExists")
      commitments.set(commitment, nowS)
    },
    approve(amount: bigint) {
      allowance = amount
    },
    register(registration: Registration, costMax: bigint) {
      const { nameHash, owner, length, yearCount, encryptedRecord } = registration
      const commitment = commitmentTo(contracts, registration)
      const atS = commitments.get(commitment)
      if (atS === undefined) throw refuse("CommitmentUnknown")
      if (nowS < atS + ages.minS) throw refuse("CommitmentTooYoung")
      if (nowS > atS + ages.maxS) throw refuse("CommitmentExpired")
      if (statusOf(names.get(nameHash)) !== "free") throw refuse("NameTaken")
      collect(price * BigInt(yearCount), costMax)
      commitments.delete(commitment)
      names.set(nameHash, { owner, length, expiresAtS: nowS + yearCount * YEAR_S, encryptedRecord })
    },
    renew(nameHash: Hex, yearCount: number, costMax: bigint) {
      const held = names.get(nameHash)
      if (held === undefined || statusOf(held) === "free") throw refuse("NameNotRegistered")
      collect(price * BigInt(yearCount), costMax)
      held.expiresAtS += yearCount * YEAR_S
    },
  }
  /** Tries the call on a copy of what it may change, as a node of the L2 does before it takes a transaction in. */
  const tried = (run: () => void) => {
    const before = { names: structuredClone(names), commitments: new Map(commitments), allowance, paid }
    try {
      run()
    } finally {
      names.clear()
      for (const [key, value] of before.names) names.set(key, value)
      commitments.clear()
      for (const [key, value] of before.commitments) commitments.set(key, value)
      allowance = before.allowance
      paid = before.paid
    }
  }
  const send = (kind: string, run: () => void): Hex => {
    tried(run)
    const hash = digest(`transaction ${transactions.length}`)
    transactions.push({ hash, run, state: "pending" })
    log.push(kind)
    return hash
  }
  const contracts: NameContracts = {
    chainId: 31_337,
    registry: `0x${"33".repeat(20)}`,
    account: payer,
    chainTimeS: async () => nowS,
    commitAges: async () => ages,
    costAtomic: async ({ yearCount }) => price * BigInt(yearCount),
    async name(nameHash) {
      const held = names.get(nameHash)
      const status = statusOf(held)
      if (held === undefined || status === "free") return { status: "free" }
      return { status, owner: held.owner, expiresAtS: held.expiresAtS, length: held.length }
    },
    committedAtS: async (commitment) => commitments.get(commitment),
    allowanceAtomic: async () => allowance,
    transaction: async (txHash) => transactions.find(({ hash }) => hash === txHash)?.state ?? "unknown",
    commit: async (commitment) => send("commit", () => rules.commit(commitment)),
    approve: async (amount) => send("approve", () => rules.approve(amount)),
    register: async (registration, costMax) => send("register", () => rules.register(registration, costMax)),
    renew: async ({ nameHash, yearCount, costMaxAtomic }) =>
      send("renew", () => rules.renew(nameHash, yearCount, costMaxAtomic)),
  }
  return {
    contracts,
    names,
    /** Kinds of what was sent. */
    log,
    /** A block, so many seconds after the last one, with everything that waits. */
    mine(elapsedS = 12) {
      nowS += elapsedS
      for (const transaction of transactions.filter(({ state }) => state === "pending")) {
        try {
          tried(transaction.run)
          transaction.run()
          transaction.state = "mined"
        } catch {
          transaction.state = "reverted"
        }
      }
    },
    /** The newest transaction is lost on its way. */
    dropNewest() {
      const newest = transactions.at(-1)
      if (newest !== undefined) newest.state = "unknown"
    },
    failNewest() {
      const newest = transactions.at(-1)
      if (newest !== undefined) newest.state = "reverted"
    },
    setPrice: (next: bigint) => {
      price = next
    },
    paid: () => paid,
    nowS: () => nowS,
    take: (nameHash: Hex, owner: Address) =>
      names.set(nameHash, { owner, length: 4, expiresAtS: nowS + YEAR_S }),
  }
}

/** Any 32 bytes that follow from the text. */
function digest(text: string): Hex {
  return bytesTo0x(hashOfText(text as Name))
}

/** A store, and bytes that differ each time. */
export function createModelPlace() {
  const rows = new Map<string, string>()
  let draws = 0
  return {
    rows,
    store: {
      load: async (key: string) => rows.get(key),
      save: async (key: string, value: string) => void rows.set(key, value),
      remove: async (key: string) => void rows.delete(key),
    },
    random: {
      bytes: (lengthBytes: number) => Uint8Array.from({ length: lengthBytes }, (_, index) => ++draws + index),
    },
  }
}

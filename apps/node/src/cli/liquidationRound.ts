import { SESH_ATOMIC } from "@sextant/shared/units"
import { type ExitJson, exitSchema, type NodeJson, nodesSchema } from "@sextant/wire/rpc/nodeApi"
import type { Clock } from "../ports.ts"
import { askNode } from "./askNode.ts"
import type { CliDeps, LiquidatorAccount, Removal } from "./cliDeps.ts"
import { CliError } from "./errors.ts"
import { formatSesh } from "./formatSesh.ts"

export type RoundDeps = Pick<CliDeps, "fetch" | "say"> & {
  readonly clock: Clock
  readonly account: LiquidatorAccount
}

export type RoundSettings = {
  readonly nodeUrl: string
  /** Also removes nodes that may leave and are not late: costs gas and brings nothing. */
  readonly completeExits: boolean
  /** What one SESH is worth in wei; undefined = any bounty will do. */
  readonly seshPriceWei: bigint | undefined
}

/** What a watcher remembers from one round to the next. */
export type WatchMemory = {
  /** Transactions by registration, until their end is known: nothing is sent twice. */
  readonly sent: Map<number, `0x${string}`>
  /** What was last said about a registration, so that it is not said again. */
  readonly said: Map<number, string>
  /** The last registration looked at: a round begins after it. */
  cursor: number
}

export const emptyMemory = (): WatchMemory => ({ sent: new Map(), said: new Map(), cursor: 0 })

/** More wait for the next round. */
const CANDIDATES_PER_ROUND = 50
const BOUNTY_BPS = 3n
const RECEIPT_WITHIN_MS = 60_000
const RECEIPT_POLL_MS = 1_000

type Round = {
  readonly deps: RoundDeps
  readonly settings: RoundSettings
  readonly memory: WatchMemory
  readonly signal: AbortSignal
}
type SentRemoval = { readonly registryId: number; readonly txHash: `0x${string}` }
type Times = { readonly nowS: number; readonly liquidationDelayS: number }

/**
 * Looks once at every node that has left the chain but not the contract, and removes those that it may.
 *
 * @returns How many were removed.
 * @throws CliError, L2Error when the node or the L2 does not answer.
 */
export async function liquidationRound(round: Round): Promise<number> {
  const { deps, settings, memory, signal } = round
  let removed = 0
  for (const [registryId, txHash] of memory.sent)
    if (await settle(round, { registryId, txHash }, 0)) removed++
  const answer = await askNode(deps, `${settings.nodeUrl}/v1/nodes`, nodesSchema)
  if (answer === undefined)
    throw new CliError("cli/node-unreachable", `What answers at ${settings.nodeUrl} is not a node.`)
  const candidates = inTurn(
    answer.nodes.filter((node) => isCandidate(round, node)),
    memory.cursor,
  )
  const times = {
    nowS: await deps.account.chainTimeS(),
    liquidationDelayS: await deps.account.liquidationDelayS(),
  }
  for (const node of candidates.slice(0, CANDIDATES_PER_ROUND)) {
    if (signal.aborted) break
    if (await remove(round, times, node.registryId)) removed++
    memory.cursor = node.registryId
  }
  forgetOthers(memory, answer.nodes)
  return removed
}

function isCandidate({ settings, memory }: Round, { state, registryId }: NodeJson): boolean {
  if (memory.sent.has(registryId)) return false
  const { completeExits } = settings
  return state === "exited" || state === "deregistered" || (completeExits && state === "refused")
}

/** By registration, beginning after `cursor`, so that every one has its turn. */
function inTurn(nodes: readonly NodeJson[], cursor: number): NodeJson[] {
  const sorted = nodes.toSorted((left, right) => left.registryId - right.registryId)
  const first = sorted.findIndex(({ registryId }) => registryId > cursor)
  return first < 0 ? sorted : [...sorted.slice(first), ...sorted.slice(0, first)]
}

async function remove(round: Round, times: Times, registryId: number): Promise<boolean> {
  const { deps, settings, memory } = round
  const stakeAtomic = await deps.account.stakeOf(registryId)
  if (stakeAtomic === undefined) return false
  const exit = await askNode(deps, `${settings.nodeUrl}/v1/exits/${registryId}`, exitSchema)
  const kind = exit && dueAction(settings, times, exit)
  if (exit === undefined || kind === undefined) return false
  const contributors = kind === "liquidate" ? await deps.account.contributorsOf(registryId) : []
  const removal: Removal = { kind, exit, contributors }
  const gas = await gasWorthSpending(round, removal, contributors[0]?.amountAtomic ?? stakeAtomic)
  if (gas === undefined) return false
  const { txHash, broadcast } = await deps.account.sign(removal, gas)
  // Remembered before it leaves: a provider that errs may have passed it on all the same.
  memory.sent.set(registryId, txHash)
  await broadcast()
  return settle(round, { registryId, txHash }, RECEIPT_WITHIN_MS)
}

/** A liquidation pays, so it goes first where both are possible. */
function dueAction(
  { completeExits }: RoundSettings,
  { nowS, liquidationDelayS }: Times,
  { leaf }: ExitJson,
): Removal["kind"] | undefined {
  if (leaf.kind !== "refused" && nowS >= leaf.eligibleAtS + liquidationDelayS) return "liquidate"
  return completeExits && nowS >= leaf.eligibleAtS ? "completeExit" : undefined
}

/** Asks the contract what it would say, and what that would cost; undefined when it refuses or costs too much. */
async function gasWorthSpending(
  round: Round,
  removal: Removal,
  operatorStakeAtomic: bigint,
): Promise<bigint | undefined> {
  const { registryId } = removal.exit.leaf
  const trial = await round.deps.account.simulate(removal)
  if (trial.kind === "refused") {
    // Another watcher was faster, or the operator came at last.
    if (trial.reason !== "NodeUnknown")
      sayOnce(round, registryId, `the contract refuses: ${trial.meaning ?? trial.reason}`)
    return undefined
  }
  if (removal.kind === "completeExit") return trial.gas
  const { seshPriceWei } = round.settings
  const bountyAtomic = (operatorStakeAtomic * BOUNTY_BPS) / 10_000n
  if (seshPriceWei === undefined || (bountyAtomic * seshPriceWei) / SESH_ATOMIC >= trial.costWei)
    return trial.gas
  sayOnce(
    round,
    registryId,
    `the bounty of ${formatSesh(bountyAtomic)} SESH is worth less than the gas. It is left alone until gas is cheaper.`,
  )
  return undefined
}

/** Waits for a transaction's end; what is still open after `patienceMs` is looked at again in the next round. */
async function settle(round: Round, sent: SentRemoval, patienceMs: number): Promise<boolean> {
  const { deps, memory, signal } = round
  const { registryId, txHash } = sent
  const untilMs = deps.clock.nowMs() + patienceMs
  for (;;) {
    const outcome = await deps.account.outcome(txHash)
    if (outcome.kind !== "success" && outcome.kind !== "reverted") {
      if (!signal.aborted && deps.clock.nowMs() < untilMs) {
        await deps.clock.sleepMs(RECEIPT_POLL_MS, signal)
        continue
      }
      if (outcome.kind === "lost") memory.sent.delete(registryId)
      const what = outcome.kind === "lost" ? "was dropped by the L2" : "is not in a block yet"
      sayOnce(round, registryId, `transaction ${txHash} ${what}.`)
      return false
    }
    memory.sent.delete(registryId)
    if (outcome.kind === "reverted") {
      sayOnce(round, registryId, `transaction ${txHash} came too late: another was first.`)
      return false
    }
    const { bountyAtomic } = outcome
    const earned = bountyAtomic === 0n ? "" : ` for a bounty of ${formatSesh(bountyAtomic)} SESH`
    deps.say(`Node ${registryId}: removed${earned} in transaction ${txHash}.`)
    memory.said.delete(registryId)
    return true
  }
}

function sayOnce({ deps, memory }: Round, registryId: number, sentence: string): void {
  if (memory.said.get(registryId) === sentence) return
  memory.said.set(registryId, sentence)
  deps.say(`Node ${registryId}: ${sentence}`)
}

/** Nothing is remembered about nodes that are gone for good. */
function forgetOthers(memory: WatchMemory, nodes: readonly NodeJson[]): void {
  const known = new Set(nodes.map(({ registryId }) => registryId))
  for (const registryId of memory.said.keys()) if (!known.has(registryId)) memory.said.delete(registryId)
}

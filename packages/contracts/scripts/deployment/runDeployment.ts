import { setTimeout as sleep } from "node:timers/promises"
import type { Address, Hex, TransactionReceipt } from "viem"
import type { Chain } from "./connect.ts"
import { deployData, deterministicDeployer, ensureDeterministicDeployer } from "./deterministicDeployer.ts"
import { DeploymentError } from "./errors.ts"
import type { PlanCall, PlanStep } from "./planBuilder.ts"
import type { DeploymentPlan } from "./planDeployment.ts"
import { answers, verifyDeployment } from "./verifyDeployment.ts"

export type DeploymentDeps = {
  readonly chain: Chain
  readonly say?: (line: string) => void
  /**
   * Sends everything at once with a bound of gas instead of an estimate, for chains of one's own where a second matters.
   * Elsewhere each transaction waits for the one before it.
   */
  readonly pipelined?: boolean
}

export type DeploymentOutcome = {
  readonly created: readonly PlanStep[]
  readonly found: readonly PlanStep[]
  /** Calls that another account has to make: the deployer does not hold their roles. */
  readonly outstanding: readonly PlanCall[]
  /** What was set anew since the deployment by those who may. */
  readonly notes: readonly string[]
}

type Transaction = { readonly title: string; readonly to: Address; readonly data: Hex; readonly gas: bigint }

/**
 * Brings the chain to what the plan says: creates what is missing, makes the calls that are left, and checks all of it.
 * Whatever is there already stays as it is, so that a run that was cut off can be run again.
 *
 * @throws DeploymentError
 */
export async function runDeployment(deps: DeploymentDeps, plan: DeploymentPlan): Promise<DeploymentOutcome> {
  const say = deps.say ?? (() => {})
  const { client, account } = deps.chain
  if (deps.chain.chainId !== plan.chainId) {
    const meta = { expected: plan.chainId, actual: deps.chain.chainId }
    throw new DeploymentError("deployment/wrong-chain", { meta })
  }
  const { created, found } = await createMissing(deps, plan)
  const open = await openCalls(deps.chain, plan)
  const ours = open.filter(({ by }) => by.toLowerCase() === account.address.toLowerCase())
  const outstanding = open.filter((call) => !ours.includes(call))
  await send(
    deps,
    ours.map(({ title, to, data }) => ({ title: `set      ${title}`, to, data, gas: CALL_GAS })),
  )
  for (const { title, by, to, data } of outstanding) say(`LEFT TO  ${by}: ${title}: send ${data} to ${to}`)
  const { problems, notes } = await verifyDeployment(client, plan)
  for (const note of notes) say(`note     ${note}`)
  if (problems.length > 0 || (created.length === plan.steps.length && notes.length > 0)) {
    const meta = Object.fromEntries([...problems, ...notes].map((text, index) => [String(index + 1), text]))
    throw new DeploymentError("deployment/not-as-planned", { meta })
  }
  return { created, found, outstanding, notes }
}

/** Creates what is not there yet. @throws DeploymentError */
export async function createMissing(
  deps: DeploymentDeps,
  plan: Pick<DeploymentPlan, "steps" | "salt">,
): Promise<Pick<DeploymentOutcome, "created" | "found">> {
  const say = deps.say ?? (() => {})
  await settlePending(deps)
  if ((await ensureDeterministicDeployer(deps.chain)) === "made")
    say("made the deterministic deployment proxy")
  const present = await Promise.all(plan.steps.map(({ address }) => hasCode(deps.chain, address)))
  const found = plan.steps.filter((_, index) => present[index])
  const created = plan.steps.filter((_, index) => !present[index])
  for (const { title, address } of found) say(`found    ${address}  ${title}`)
  await send(
    deps,
    created.map((step) => ({
      title: `created  ${step.address}  ${step.title}`,
      to: deterministicDeployer,
      data: deployData(plan.salt, step.initCode),
      gas: gasBound(step.initCode),
    })),
  )
  for (const { address, title } of created) {
    if (!(await hasCode(deps.chain, address))) {
      throw new DeploymentError("deployment/not-as-planned", {
        meta: { contract: title, address, code: "none" },
      })
    }
  }
  return { created, found }
}

const PENDING_WAIT_MS = 120_000

/** A run that was cut off may have left transactions under way: what they create would be missed, and created again in vain. */
async function settlePending({ chain: { client, account }, say }: DeploymentDeps): Promise<void> {
  const { address } = account
  const givenUpMs = Date.now() + PENDING_WAIT_MS
  for (let isFirst = true; ; isFirst = false) {
    const [sent, mined] = await Promise.all([
      client.getTransactionCount({ address, blockTag: "pending" }),
      client.getTransactionCount({ address, blockTag: "latest" }),
    ])
    const open = sent - mined
    if (open <= 0) return
    if (isFirst) say?.(`waiting  for ${open} earlier transactions`)
    if (Date.now() > givenUpMs)
      throw new DeploymentError("deployment/transactions-pending", { meta: { open } })
    await sleep(client.pollingInterval)
  }
}

const CALL_GAS = 500_000n

/** More than any creation of this size takes: 200 gas a byte to keep, 16 to send, and what the constructor does. */
function gasBound(initCode: Hex): bigint {
  return 1_500_000n + 250n * BigInt(initCode.length / 2)
}

async function hasCode({ client }: Chain, address: Address): Promise<boolean> {
  const code = await client.getCode({ address })
  return code !== undefined && code !== "0x"
}

/** The calls that were not made yet. */
export async function openCalls(chain: Chain, plan: DeploymentPlan): Promise<readonly PlanCall[]> {
  const made = await Promise.all(plan.calls.map(({ done }) => answers(chain.client, done)))
  return plan.calls.filter((_, index) => made[index]?.fits !== true)
}

async function send(deps: DeploymentDeps, transactions: readonly Transaction[]): Promise<void> {
  if (transactions.length === 0) return
  if (deps.pipelined === true) await sendTogether(deps, transactions)
  else for (const transaction of transactions) await sendOne(deps, transaction)
}

async function sendOne({ chain, say }: DeploymentDeps, transaction: Transaction): Promise<void> {
  const { client, account } = chain
  const { title, to, data } = transaction
  const hash = await client.sendTransaction({ account, chain: null, to, data }).catch(failed(title))
  settle(title, await client.waitForTransactionReceipt({ hash }))
  say?.(title)
}

async function sendTogether(
  { chain, say }: DeploymentDeps,
  transactions: readonly Transaction[],
): Promise<void> {
  const { client, account } = chain
  const first = await client.getTransactionCount({ address: account.address, blockTag: "pending" })
  const { maxFeePerGas, maxPriorityFeePerGas } = await client.estimateFeesPerGas()
  // Fees may rise while the blocks fill.
  const fees = { maxFeePerGas: maxFeePerGas * 10n, maxPriorityFeePerGas }
  const hashes: Hex[] = []
  for (const [index, { title, to, data, gas }] of transactions.entries()) {
    const nonce = first + index
    const request = { account, chain: null, type: "eip1559", to, data, gas, nonce, ...fees } as const
    const serialized = await account.signTransaction({ ...request, chainId: chain.chainId })
    hashes.push(await client.sendRawTransaction({ serializedTransaction: serialized }).catch(failed(title)))
  }
  const receipts = await Promise.all(hashes.map((hash) => client.waitForTransactionReceipt({ hash })))
  for (const [index, { title }] of transactions.entries()) {
    settle(title, receipts[index])
    say?.(title)
  }
}

function failed(title: string) {
  return (cause: unknown): never => {
    throw new DeploymentError("deployment/transaction-failed", { cause, meta: { transaction: title } })
  }
}

function settle(title: string, receipt: TransactionReceipt | undefined): void {
  if (receipt?.status === "success") return
  const meta = { transaction: title, hash: receipt?.transactionHash ?? "none" }
  throw new DeploymentError("deployment/transaction-reverted", { meta })
}

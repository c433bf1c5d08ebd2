import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { rewardsVaultAbi } from "@sextant/contracts/RewardsVault"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import type { Abi } from "viem"
import type { Config } from "wagmi"
import { simulateContract, waitForTransactionReceipt, writeContract } from "wagmi/actions"
import { explainError } from "./explainError.ts"
import type { FlowEvent, Hash } from "./flow.ts"

export type ContractCall = {
  readonly address: Hash
  readonly abi: Abi
  readonly functionName: string
  readonly args: readonly unknown[]
}

export type FlowDeps = {
  readonly config: Config
  readonly account: Hash
  readonly dispatch: (event: FlowEvent) => void
  /** The newest L2 block whose rows the index holds; null when unknown. */
  readonly indexedL2Number: () => Promise<number | null>
  readonly nowMs: () => number
  readonly sleepMs: (ms: number) => Promise<void>
}

const INDEX_WAIT_MS = 60_000
const INDEX_POLL_MS = 700
const RECEIPT_TIMEOUT_MS = 600_000

/** A call may fail inside another contract of ours: all their errors are known to each. */
const errors: Abi = [...nodeRegistryAbi, ...rewardsVaultAbi, ...sessionTokenAbi].filter(
  ({ type }) => type === "error",
)

/**
 * Takes one transaction from the check to the index and reports every step.
 *
 * @param prepare - Checks that the call makes sense now and builds it; throws an Error whose message a person can act on.
 */
export async function runFlow(deps: FlowDeps, prepare: () => Promise<ContractCall>): Promise<void> {
  try {
    deps.dispatch({ kind: "started" })
    const call = await prepare()
    deps.dispatch({ kind: "checked" })
    const { request } = await simulateContract(deps.config, {
      ...call,
      abi: [...call.abi, ...errors],
      account: deps.account,
    })
    deps.dispatch({ kind: "simulated", atMs: deps.nowMs() })
    const hash = await writeContract(deps.config, request)
    deps.dispatch({ kind: "signed", hash })
    await followTransaction(deps, hash)
  } catch (error) {
    const explained = explainError(error)
    deps.dispatch(
      explained.kind === "rejected" ? { kind: "rejected" } : { kind: "failed", sentence: explained.sentence },
    )
  }
}

/** Goes on with a transaction that was sent before the page was loaded again. */
export async function resumeFlow(deps: FlowDeps, hash: Hash): Promise<void> {
  try {
    deps.dispatch({ kind: "resumed", hash })
    await followTransaction(deps, hash)
  } catch (error) {
    const explained = explainError(error)
    deps.dispatch({
      kind: "failed",
      sentence: explained.kind === "failed" ? explained.sentence : "Declined.",
    })
  }
}

/** Waits for a transaction that is already sent. @throws Error when it was reverted or cancelled. */
async function followTransaction(deps: FlowDeps, hash: Hash): Promise<void> {
  let isCancelled = false
  const receipt = await waitForTransactionReceipt(deps.config, {
    hash,
    timeout: RECEIPT_TIMEOUT_MS,
    onReplaced: ({ reason, transaction }) => {
      isCancelled = reason === "cancelled"
      deps.dispatch({ kind: "replaced", hash: transaction.hash })
    },
  })
  if (isCancelled) throw new Error("The transaction was cancelled in the wallet. Nothing was changed.")
  if (receipt.status === "reverted")
    throw new Error(
      "The transaction was included but the contract refused it. Only the network fee was paid.",
    )
  const l2Number = Number(receipt.blockNumber)
  deps.dispatch({ kind: "included", l2Number })
  deps.dispatch({ kind: "indexed", isIndexed: await waitForIndex(deps, l2Number) })
}

/** True once the index holds the block; false when it takes too long, which is not the transaction's fault. */
async function waitForIndex(deps: FlowDeps, l2Number: number): Promise<boolean> {
  const deadlineMs = deps.nowMs() + INDEX_WAIT_MS
  while (deps.nowMs() < deadlineMs) {
    const indexed = await deps.indexedL2Number().catch(() => null)
    if (indexed !== null && indexed >= l2Number) return true
    await deps.sleepMs(INDEX_POLL_MS)
  }
  return false
}

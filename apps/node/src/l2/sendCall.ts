import type { ContractAddresses } from "@sextant/shared/networks"
import type { Client, Hex } from "viem"
import type { PrivateKeyAccount } from "viem/accounts"
import { simulateContract, waitForTransactionReceipt, writeContract } from "viem/actions"
import { L2Error } from "./errors.ts"
import { refusalOf } from "./refusalOf.ts"

export type SendDeps = { readonly client: Client; readonly account: PrivateKeyAccount }
/** An account at the contracts of one network. */
export type OperatorDeps = SendDeps & { readonly chainId: number; readonly contracts: ContractAddresses }
export type Call = Parameters<typeof simulateContract>[1]

/**
 * Sends one call and waits until it is in a block. It is simulated first, so that a refusal costs nothing.
 *
 * @throws L2Error l2/contract-refused, with the contract's error in `meta.reason` and what it means in `meta.meaning`.
 */
export async function sendCall(deps: SendDeps, call: Call): Promise<Hex> {
  try {
    const { request } = await simulateContract(deps.client, { ...call, account: deps.account })
    const hash = await writeContract(deps.client, { ...request, chain: null } as never)
    const receipt = await waitForTransactionReceipt(deps.client, { hash })
    if (receipt.status === "success") return hash
    throw new L2Error("l2/contract-refused", { meta: { reason: "reverted", txHash: hash } })
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    const { reason, meaning } = refusal
    throw new L2Error("l2/contract-refused", {
      cause: error,
      meta: { reason, ...(meaning !== undefined && { meaning }) },
    })
  }
}

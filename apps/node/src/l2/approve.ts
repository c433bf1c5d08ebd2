import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import type { Address, ContractAddresses } from "@sextant/shared/networks"
import { SESH_ATOMIC } from "@sextant/shared/units"
import { readContract } from "viem/actions"
import { L2Error } from "./errors.ts"
import { type Call, type SendDeps, sendCall } from "./sendCall.ts"

export type ApproveDeps = SendDeps & { readonly contracts: ContractAddresses }

/**
 * Lets `spender` take the account's stake, unless it may already.
 *
 * @throws L2Error l2/contract-refused when the account does not hold as much.
 */
export async function approve(
  deps: ApproveDeps,
  { spender, amountAtomic }: { readonly spender: Address; readonly amountAtomic: bigint },
  say: (line: string) => void,
): Promise<void> {
  const token = { address: deps.contracts.SessionToken, abi: sessionTokenAbi } as const
  const owner = deps.account.address
  const balance = await readContract(deps.client, { ...token, functionName: "balanceOf", args: [owner] })
  if (balance < amountAtomic)
    throw new L2Error("l2/contract-refused", {
      meta: {
        reason: `the stake is ${amountAtomic / SESH_ATOMIC} SESH, the account holds ${balance / SESH_ATOMIC}`,
      },
    })
  const allowed = { ...token, functionName: "allowance", args: [owner, spender] } as const
  if ((await readContract(deps.client, allowed)) >= amountAtomic) return
  const approval = { ...token, functionName: "approve", args: [spender, amountAtomic] } as const
  say(
    `Approved the stake of ${amountAtomic / SESH_ATOMIC} SESH in ${await sendCall(deps, approval as Call)}.`,
  )
}

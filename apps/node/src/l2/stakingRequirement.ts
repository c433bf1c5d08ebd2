import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import type { ContractAddresses } from "@sextant/shared/networks"
import { type AmountAtomic, amountAtomic } from "@sextant/shared/units"
import type { Client } from "viem"
import { readContract } from "viem/actions"

/** What a registration costs now. */
export async function stakingRequirement(deps: {
  readonly client: Client
  readonly contracts: ContractAddresses
}): Promise<AmountAtomic> {
  const call = { address: deps.contracts.NodeRegistry, abi: nodeRegistryAbi } as const
  return amountAtomic(await readContract(deps.client, { ...call, functionName: "stakingRequirement" }))
}

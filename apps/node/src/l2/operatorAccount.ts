import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { type ContractAddresses, parseAddress } from "@sextant/shared/networks"
import { type AmountAtomic, amountAtomic, SESH_ATOMIC } from "@sextant/shared/units"
import type { Client, Hex } from "viem"
import type { PrivateKeyAccount } from "viem/accounts"
import { readContract, simulateContract, waitForTransactionReceipt, writeContract } from "viem/actions"
import { contributorArgs } from "./contributorArgs.ts"
import { contributorsOf } from "./contributorsOf.ts"
import { L2Error } from "./errors.ts"
import { type ExitProofInput, exitLeaf } from "./exitLeaf.ts"
import { refusalOf } from "./refusalOf.ts"
import { type RegistrationInput, registrationCall } from "./registrationCall.ts"

export type OperatorDeps = {
  readonly client: Client
  readonly chainId: number
  readonly contracts: ContractAddresses
  readonly account: PrivateKeyAccount
}

/** `NodeStatus` of nodes that are registered: waiting, counted. */
export const REGISTERED: readonly number[] = [1, 2]

type Keys = RegistrationInput["keys"]
type Call = Parameters<typeof simulateContract>[1]

/** The transactions of one who runs a node. Each is simulated first, so that a refusal costs nothing and says why. */
export function createOperatorAccount(deps: OperatorDeps) {
  const address = parseAddress(deps.account.address)
  const registry = { address: deps.contracts.NodeRegistry, abi: nodeRegistryAbi } as const
  const contributorsDeps = { client: deps.client, registry: registry.address }
  const read = <T>(call: unknown) => readContract(deps.client, call as never) as Promise<T>
  return {
    address,
    async registryIdOf(nodeId: string) {
      const id = await read<bigint>({ ...registry, functionName: "idOfEd25519Key", args: [`0x${nodeId}`] })
      return id === 0n ? undefined : Number(id)
    },
    async isRegistered(id: number) {
      const call = { ...registry, functionName: "node", args: [BigInt(id)] }
      return REGISTERED.includes((await read<{ readonly status: number }>(call)).status)
    },
    register: (
      input: { readonly keys: Keys; readonly feeBps: number; readonly beneficiary: Hex | undefined },
      say: (line: string) => void,
    ) => register(deps, { ...input, operator: address, beneficiary: input.beneficiary ?? address }, say),
    async requestExit(id: number) {
      const { operator } = await read<{ readonly operator: string }>({
        ...registry,
        functionName: "node",
        args: [BigInt(id)],
      })
      if (operator.toLowerCase() === address)
        return send(deps, { ...registry, functionName: "requestExit", args: [BigInt(id)] } as Call)
      const args = [BigInt(id), contributorArgs(await contributorsOf(contributorsDeps, id))]
      return send(deps, { ...registry, functionName: "requestExitAsContributor", args } as Call)
    },
    completeExit: ({ leaf, proof }: ExitProofInput) =>
      send(deps, { ...registry, functionName: "completeExit", args: [exitLeaf(leaf), proof] } as Call),
    async releaseStake(id: number) {
      try {
        const list = contributorArgs(await contributorsOf(contributorsDeps, id))
        const call =
          list.length === 0
            ? { functionName: "releaseStake", args: [BigInt(id)] }
            : { functionName: "releaseStakes", args: [BigInt(id), list] }
        await send(deps, { ...registry, ...call } as Call)
        return true
      } catch (error) {
        const reason = error instanceof L2Error ? error.meta["reason"] : undefined
        if (reason === "StakeNotLocked" || reason === "StakeStillLocked") return false
        throw error
      }
    },
    async withdraw() {
      const credit = await read<bigint>({ ...registry, functionName: "creditOf", args: [address] })
      if (credit > 0n) await send(deps, { ...registry, functionName: "withdraw", args: [] } as Call)
      return credit
    },
  }
}

export async function stakingRequirement(
  deps: Pick<OperatorDeps, "client" | "contracts">,
): Promise<AmountAtomic> {
  const call = { address: deps.contracts.NodeRegistry, abi: nodeRegistryAbi } as const
  return amountAtomic(await readContract(deps.client, { ...call, functionName: "stakingRequirement" }))
}

type RegisterInput = Omit<RegistrationInput, "stakeAtomic">

/** Approves the stake unless that was done before, then registers. @returns The registry id. */
async function register(
  deps: OperatorDeps,
  input: RegisterInput,
  say: (line: string) => void,
): Promise<number> {
  const { NodeRegistry, SessionToken } = deps.contracts
  const stakeAtomic = await stakingRequirement(deps)
  const token = { address: SessionToken, abi: sessionTokenAbi } as const
  const owned = { ...token, functionName: "balanceOf", args: [input.operator] } as const
  const balance = await readContract(deps.client, owned)
  if (balance < stakeAtomic)
    throw new L2Error("l2/contract-refused", {
      meta: {
        reason: `the stake is ${stakeAtomic / SESH_ATOMIC} SESH, the account holds ${balance / SESH_ATOMIC}`,
      },
    })
  const allowed = { ...token, functionName: "allowance", args: [input.operator, NodeRegistry] } as const
  if ((await readContract(deps.client, allowed)) < stakeAtomic) {
    const approval = { ...token, functionName: "approve", args: [NodeRegistry, stakeAtomic] } as const
    say(`Approved the stake of ${stakeAtomic / SESH_ATOMIC} SESH in ${await send(deps, approval as Call)}.`)
  }
  const domain = { chainId: deps.chainId, registry: NodeRegistry }
  const args = registrationCall(domain, { ...input, stakeAtomic })
  const call = { address: NodeRegistry, abi: nodeRegistryAbi, functionName: "register", args } as const
  say(`Registered in ${await send(deps, call as unknown as Call)}.`)
  const lookup = { address: NodeRegistry, abi: nodeRegistryAbi, functionName: "idOfEd25519Key" } as const
  return Number(await readContract(deps.client, { ...lookup, args: [args[2]] }))
}

/** @throws L2Error l2/contract-refused, with the contract's error in `meta.reason` and what it means in `meta.meaning`. */
async function send(deps: OperatorDeps, call: Call): Promise<Hex> {
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

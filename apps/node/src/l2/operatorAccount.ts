import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { parseAddress } from "@sextant/shared/networks"
import type { Hex } from "viem"
import { readContract } from "viem/actions"
import { approve } from "./approve.ts"
import { contributorArgs } from "./contributorArgs.ts"
import { contributorsOf } from "./contributorsOf.ts"
import { L2Error } from "./errors.ts"
import { type ExitProofInput, exitLeaf } from "./exitLeaf.ts"
import { createPool, type PoolInput } from "./poolAccount.ts"
import { type RegistrationInput, registrationCall } from "./registrationCall.ts"
import { type Call, type OperatorDeps, sendCall } from "./sendCall.ts"
import { stakingRequirement } from "./stakingRequirement.ts"

/** `NodeStatus` of nodes that are registered: waiting, counted. */
export const REGISTERED: readonly number[] = [1, 2]

type Keys = RegistrationInput["keys"]

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
        return sendCall(deps, { ...registry, functionName: "requestExit", args: [BigInt(id)] } as Call)
      const args = [BigInt(id), contributorArgs(await contributorsOf(contributorsDeps, id))]
      return sendCall(deps, { ...registry, functionName: "requestExitAsContributor", args } as Call)
    },
    completeExit: ({ leaf, proof }: ExitProofInput) =>
      sendCall(deps, { ...registry, functionName: "completeExit", args: [exitLeaf(leaf), proof] } as Call),
    async releaseStake(id: number) {
      try {
        const list = contributorArgs(await contributorsOf(contributorsDeps, id))
        const call =
          list.length === 0
            ? { functionName: "releaseStake", args: [BigInt(id)] }
            : { functionName: "releaseStakes", args: [BigInt(id), list] }
        await sendCall(deps, { ...registry, ...call } as Call)
        return true
      } catch (error) {
        const reason = error instanceof L2Error ? error.meta["reason"] : undefined
        if (reason === "StakeNotLocked" || reason === "StakeStillLocked") return false
        throw error
      }
    },
    createPool: (input: PoolInput, say: (line: string) => void) => createPool(deps, input, say),
    async withdraw() {
      const credit = await read<bigint>({ ...registry, functionName: "creditOf", args: [address] })
      if (credit > 0n) await sendCall(deps, { ...registry, functionName: "withdraw", args: [] } as Call)
      return credit
    },
  }
}

type RegisterInput = Omit<RegistrationInput, "stakeAtomic">

/** Approves the stake unless that was done before, then registers. @returns The registry id. */
async function register(
  deps: OperatorDeps,
  input: RegisterInput,
  say: (line: string) => void,
): Promise<number> {
  const { NodeRegistry } = deps.contracts
  const stakeAtomic = await stakingRequirement(deps)
  await approve(deps, { spender: NodeRegistry, amountAtomic: stakeAtomic }, say)
  const domain = { chainId: deps.chainId, registry: NodeRegistry }
  const args = registrationCall(domain, { ...input, stakeAtomic })
  const call = { address: NodeRegistry, abi: nodeRegistryAbi, functionName: "register", args } as const
  say(`Registered in ${await sendCall(deps, call as unknown as Call)}.`)
  const lookup = { address: NodeRegistry, abi: nodeRegistryAbi, functionName: "idOfEd25519Key" } as const
  return Number(await readContract(deps.client, { ...lookup, args: [args[2]] }))
}

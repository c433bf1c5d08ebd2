import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { parseAddress } from "@sextant/shared/networks"
import type { Contributor } from "@sextant/wire/l2Event"
import {
  decodeEventLog,
  type EncodeFunctionDataParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  type Log,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
} from "viem"
import {
  estimateContractGas,
  estimateFeesPerGas,
  getBlock,
  getGasPrice,
  getTransaction,
  getTransactionCount,
  getTransactionReceipt,
  readContract,
  sendRawTransaction,
} from "viem/actions"
import { contributorArgs } from "./contributorArgs.ts"
import { contributorsOf } from "./contributorsOf.ts"
import { type ExitProofInput, exitLeaf } from "./exitLeaf.ts"
import { REGISTERED } from "./operatorAccount.ts"
import { refusalOf } from "./refusalOf.ts"
import type { OperatorDeps } from "./sendCall.ts"

export type RemovalInput = {
  readonly kind: "liquidate" | "completeExit"
  readonly exit: ExitProofInput
  readonly contributors: readonly Contributor[]
}

const KNOWN_MAX = 1_000
const GAS_MARGIN_PERCENT = 125n

/** The transactions of one who removes nodes that left the chain. Nothing is sent that was not simulated before. */
export function createLiquidatorAccount(deps: OperatorDeps) {
  const { client, account, chainId } = deps
  const registry = { address: deps.contracts.NodeRegistry, abi: nodeRegistryAbi } as const
  const contributorsDeps = { client, registry: registry.address }
  /** Lists never change, and take many questions. */
  const known = new Map<number, readonly Contributor[]>()
  return {
    address: parseAddress(account.address),
    chainTimeS: async () => Number((await getBlock(client)).timestamp),
    liquidationDelayS: async () =>
      Number(await readContract(client, { ...registry, functionName: "liquidationDelayS" })),
    async stakeOf(registryId: number) {
      const args = [BigInt(registryId)] as const
      const node = await readContract(client, { ...registry, functionName: "node", args })
      return REGISTERED.includes(node.status) ? node.stake : undefined
    },
    async contributorsOf(registryId: number) {
      const list = known.get(registryId) ?? (await contributorsOf(contributorsDeps, registryId))
      if (known.size >= KNOWN_MAX) known.clear()
      known.set(registryId, list)
      return list
    },
    async simulate(removal: RemovalInput) {
      try {
        const call = { ...registry, ...callOf(removal), account }
        const gas = await estimateContractGas(client, call as never)
        return { kind: "accepted", gas, costWei: gas * (await getGasPrice(client)) } as const
      } catch (error) {
        const refusal = refusalOf(error)
        if (refusal === undefined) throw error
        return { kind: "refused", ...refusal } as const
      }
    },
    /** Nothing is estimated again: in the meantime another may have been faster, and then this one reverts. */
    async sign(removal: RemovalInput, gas: bigint) {
      const [nonce, fees] = await Promise.all([
        getTransactionCount(client, { address: account.address, blockTag: "pending" }),
        estimateFeesPerGas(client),
      ])
      const signed = await account.signTransaction({
        type: "eip1559",
        chainId,
        nonce,
        to: registry.address,
        data: dataOf(removal),
        gas: (gas * GAS_MARGIN_PERCENT) / 100n,
        maxFeePerGas: fees.maxFeePerGas,
        maxPriorityFeePerGas: fees.maxPriorityFeePerGas,
      })
      return {
        txHash: keccak256(signed),
        broadcast: async () => void (await sendRawTransaction(client, { serializedTransaction: signed })),
      }
    },
    async outcome(txHash: Hex) {
      const receipt = await orUndefined(getTransactionReceipt(client, { hash: txHash }))
      if (receipt !== undefined) {
        if (receipt.status === "reverted") return { kind: "reverted" } as const
        return { kind: "success", bountyAtomic: bountyIn(receipt.logs) } as const
      }
      const transaction = await orUndefined(getTransaction(client, { hash: txHash }))
      return { kind: transaction === undefined ? "lost" : "pending" } as const
    },
  }
}

type RegistryCall = Omit<EncodeFunctionDataParameters<typeof nodeRegistryAbi>, "abi">

function callOf({ kind, exit, contributors }: RemovalInput): RegistryCall {
  const leaf = exitLeaf(exit.leaf)
  const proof = exit.proof as readonly Hex[]
  if (kind === "completeExit") return { functionName: "completeExit", args: [leaf, proof] }
  return { functionName: "liquidate", args: [leaf, proof, contributorArgs(contributors)] }
}

function dataOf(removal: RemovalInput): Hex {
  return encodeFunctionData({ abi: nodeRegistryAbi, ...callOf(removal) } as EncodeFunctionDataParameters)
}

/** What the sender earned, from the contract's own log. */
function bountyIn(logs: readonly Log[]): bigint {
  for (const { data, topics } of logs) {
    try {
      const event = decodeEventLog({ abi: nodeRegistryAbi, data, topics })
      if (event.eventName === "NodeLiquidated") return event.args.bounty
    } catch {
      // Another contract's event.
    }
  }
  return 0n
}

async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError || error instanceof TransactionNotFoundError)
      return undefined
    throw error
  }
}

import { contributionPoolAbi } from "@sextant/contracts/ContributionPool"
import { contributionPoolFactoryAbi } from "@sextant/contracts/ContributionPoolFactory"
import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { deployDevnet } from "@sextant/contracts/scripts/deployment/deployDevnet"
import { startAnvil } from "@sextant/contracts/scripts/startAnvil"
import { type Address, parseAddress } from "@sextant/shared/networks"
import {
  type Abi,
  createTestClient,
  decodeErrorResult,
  encodeFunctionData,
  type Hex,
  http,
  maxUint256,
  publicActions,
  toHex,
} from "viem"
import { accountAt } from "../devnet/accounts.ts"

/** A real chain with the contracts on it, whose clock the test sets. */
export type Stage = {
  readonly contracts: Readonly<Record<"token" | "registry" | "rewardPool" | "factory", Address>>
  readonly client: StageClient
  /** Accounts of the chain's word list; the first is the manager. */
  readonly accounts: readonly Address[]
  readonly nowS: () => Promise<number>
  /** What the contracts would say in a block of that time; undefined when they would agree. */
  readonly reasonOf: (transaction: StageTransaction) => Promise<string | undefined>
  /** Makes a block of that time with one transaction. @throws Error when it reverts. */
  readonly send: (transaction: StageTransaction) => Promise<void>
  readonly save: () => Promise<Hex>
  readonly restore: (point: Hex) => Promise<void>
  readonly stop: () => Promise<void>
}

export type StageTransaction = {
  readonly from: Address
  readonly to: Address
  readonly data: Hex
  readonly atS: number
}

type StageClient = ReturnType<typeof openClient>

const GAS = toHex(15_000_000)
const RECEIPT_POLL_MS = 3
const ACCOUNT_COUNT = 10
const allErrors = [
  ...nodeRegistryAbi,
  ...sessionTokenAbi,
  ...contributionPoolAbi,
  ...contributionPoolFactoryAbi,
].filter((item) => item.type === "error")

function openClient(rpcUrl: string) {
  const transport = http(rpcUrl, { batch: { batchSize: 500 } })
  return createTestClient({ mode: "anvil", transport, cacheTime: 0 }).extend(publicActions)
}

export async function openStage(): Promise<Stage> {
  const anvil = await startAnvil()
  try {
    return await setStage(anvil.rpcUrl, anvil.stop)
  } catch (error) {
    await anvil.stop()
    throw error
  }
}

async function setStage(rpcUrl: string, stop: () => Promise<void>): Promise<Stage> {
  const plan = await deployDevnet(rpcUrl)
  const client = openClient(rpcUrl)
  const addressOf = (name: string) => parseAddress(plan.contracts[name]?.address ?? "")
  const accounts = Array.from({ length: ACCOUNT_COUNT }, (_, index) => parseAddress(accountAt(index).address))
  const contracts = {
    token: addressOf("SessionToken"),
    registry: addressOf("NodeRegistry"),
    rewardPool: addressOf("RewardPool"),
    factory: addressOf("ContributionPoolFactory"),
  }
  return {
    contracts,
    client,
    accounts,
    stop,
    nowS: async () => Number((await client.getBlock()).timestamp),
    reasonOf: (transaction) => reasonOf(client, transaction),
    send: (transaction) => send(client, transaction),
    save: () => client.snapshot(),
    restore: (id) => client.revert({ id }),
  }
}

async function reasonOf(client: StageClient, { from, to, data, atS }: StageTransaction) {
  const call = { from, to, data, gas: GAS }
  const params = [call, "latest", {}, { time: toHex(atS) }]
  try {
    await client.request({ method: "eth_call", params } as never)
    return undefined
  } catch (error) {
    return nameOf(revertData(error) ?? "0x")
  }
}

async function send(client: StageClient, { from, to, data, atS }: StageTransaction): Promise<void> {
  await client.setNextBlockTimestamp({ timestamp: BigInt(atS) })
  const params = [{ from, to, data, gas: GAS }]
  const hash = (await client.request({ method: "eth_sendTransaction", params } as never)) as Hex
  for (;;) {
    const receipt = await client.getTransactionReceipt({ hash }).catch(() => undefined)
    if (receipt?.status === "success") return
    if (receipt !== undefined) throw new Error(`transaction ${hash} reverted`)
    await new Promise((resolve) => setTimeout(resolve, RECEIPT_POLL_MS))
  }
}

/** The bytes a contract reverted with, wherever the client put them. */
function revertData(error: unknown): Hex | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { data } = cause as { readonly data?: unknown }
    if (typeof data === "string" && data.startsWith("0x")) return data as Hex
  }
  throw error
}

function nameOf(data: Hex): string {
  try {
    return decodeErrorResult({ abi: allErrors as Abi, data }).errorName
  } catch {
    return `unknown ${data.slice(0, 10)}`
  }
}

/** Data of an unlimited approval. */
export function approveAll(spender: Address): Hex {
  return encodeFunctionData({ abi: sessionTokenAbi, functionName: "approve", args: [spender, maxUint256] })
}

import { setTimeout as sleep } from "node:timers/promises"
import {
  type Abi,
  type Address,
  createTestClient,
  encodeFunctionData,
  type Hex,
  http,
  publicActions,
  TransactionReceiptNotFoundError,
  walletActions,
} from "viem"
import { privateKeyToAddress } from "viem/accounts"
import { contributionPoolAbi } from "../../abi/ContributionPool.ts"
import { contributionPoolFactoryAbi } from "../../abi/ContributionPoolFactory.ts"
import { feeRouterAbi } from "../../abi/FeeRouter.ts"
import { nameMarketAbi } from "../../abi/NameMarket.ts"
import { nameRegistryAbi } from "../../abi/NameRegistry.ts"
import { nodeRegistryAbi } from "../../abi/NodeRegistry.ts"
import { rewardPoolAbi } from "../../abi/RewardPool.ts"
import { rewardsVaultAbi } from "../../abi/RewardsVault.ts"
import { sessionProAbi } from "../../abi/SessionPro.ts"
import { sessionTokenAbi } from "../../abi/SessionToken.ts"
import { settablePriceFeedAbi } from "../../abi/SettablePriceFeed.ts"
import { timelockAbi } from "../../abi/Timelock.ts"
import { connectChain } from "../deployment/connect.ts"
import { localDeployerKey } from "../deployment/deployDevnet.ts"
import { type DeploymentPlan, planDeployment, rolesOf } from "../deployment/planDeployment.ts"
import { deploymentPreset, protocolParameters } from "../deployment/presets.ts"
import { runDeployment } from "../deployment/runDeployment.ts"

export const SESH = 10n ** 9n

/** Options of an anvil on which two runs give the same figures to the last unit: blocks come at fixed times. */
export const deterministicAnvil: readonly string[] = ["--timestamp", "1800000000", "--accounts", "30"]

export const networkAbis = {
  SessionToken: sessionTokenAbi,
  NodeRegistry: nodeRegistryAbi,
  RewardsVault: rewardsVaultAbi,
  RewardPool: rewardPoolAbi,
  ContributionPoolFactory: contributionPoolFactoryAbi,
  ContributionPool: contributionPoolAbi,
  FeeRouter: feeRouterAbi,
  PriceFeed: settablePriceFeedAbi,
  SessionPro: sessionProAbi,
  NameRegistry: nameRegistryAbi,
  NameMarket: nameMarketAbi,
  Timelock: timelockAbi,
} as const
export type NetworkContract = keyof typeof networkAbis

/** One contract call: what is called of whom, by whom. */
export type Call = {
  readonly contract: NetworkContract
  readonly name: string
  readonly args: readonly unknown[]
  /** Where, when it is not the network's one of this name. */
  readonly at?: Address
  /** An account that anvil signs for; the owner of everything when absent. */
  readonly from?: Address
}

export type TestNetwork = ReturnType<typeof openTestNetwork>

const preset = deploymentPreset("devnet")
export const testPlan: DeploymentPlan = planDeployment(preset, rolesOf(preset))

/** Deploys the devnet preset on a fresh anvil: one block a transaction, one second a block, so that all times are known. */
export async function createTestNetwork(rpcUrl: string): Promise<TestNetwork> {
  const network = openTestNetwork(rpcUrl)
  await network.client.setBlockTimestampInterval({ interval: 1 })
  const chain = await connectChain({ rpcUrl, privateKey: localDeployerKey, chainId: preset.chainId })
  await runDeployment({ chain }, testPlan)
  return network
}

/** A chain on which the devnet preset was deployed, seen through its unlocked accounts. */
export function openTestNetwork(rpcUrl: string) {
  const client = createTestClient({ mode: "anvil", transport: http(rpcUrl), cacheTime: 0 })
    .extend(publicActions)
    .extend(walletActions)
  const owner = privateKeyToAddress(localDeployerKey)

  /** Asks until the receipt is there: the block is mined at once, and no later one would wake a waiting client. */
  const receiptOf = async (hash: Hex) => {
    for (let attempt = 0; attempt < 4_000; attempt++) {
      const receipt = await client.getTransactionReceipt({ hash }).catch((error: unknown) => {
        if (!(error instanceof TransactionReceiptNotFoundError)) throw error
      })
      if (receipt !== undefined) return receipt
      await sleep(5)
    }
    throw new Error(`transaction ${hash} was not mined in time`)
  }
  const addressOf = (contract: NetworkContract): Address => {
    const address = testPlan.contracts[contract]?.address
    if (address === undefined) throw new Error(`the plan has no ${contract}`)
    return address
  }
  const abiOf = (contract: NetworkContract) => networkAbis[contract] as Abi

  /** Sends a transaction and waits for its block. @throws Error when it reverts. @returns Gas used, the 21,000 included. */
  const call = async ({ contract, name, args, at, from }: Call): Promise<bigint> => {
    const address = at ?? addressOf(contract)
    const account = from ?? owner
    const data = encodeFunctionData({ abi: abiOf(contract), functionName: name, args })
    const hash = await client.sendTransaction({ account, to: address, data, gas: 16_000_000n, chain: null })
    const { status, gasUsed } = await receiptOf(hash)
    if (status === "success") return gasUsed
    // The receipt does not say why; asking again on the state after it does.
    const reason = await client
      .simulateContract({ address, abi: abiOf(contract), functionName: name, args, account })
      .then(
        () => "for a reason that is gone",
        (error: Error) => error.message.split("\n").slice(0, 4).join(" "),
      )
    throw new Error(`${contract}.${name} was reverted: ${reason}`)
  }
  const read = <Answer>({ contract, name, args, at, from }: Call): Promise<Answer> =>
    client.readContract({
      address: at ?? addressOf(contract),
      abi: abiOf(contract),
      functionName: name,
      args,
      ...(from === undefined ? {} : { account: from }),
    }) as Promise<Answer>
  return {
    rpcUrl,
    client,
    owner,
    chainId: BigInt(preset.chainId),
    requirement: protocolParameters(preset).stakingRequirement,
    addressOf,
    call,
    read,
    /** Account `index` of the chain's unlocked ones; 0 is the owner. */
    account: async (index: number): Promise<Address> => {
      const address = (await client.getAddresses())[index]
      if (address === undefined) throw new Error(`the chain has no unlocked account ${index}`)
      return address
    },
    /** Lets time pass: makes a block that much later. */
    async wait(seconds: number): Promise<void> {
      const { timestamp } = await client.getBlock()
      await client.setNextBlockTimestamp({ timestamp: timestamp + BigInt(seconds) })
      await client.mine({ blocks: 1 })
    },
    nowS: async () => Number((await client.getBlock()).timestamp),
  }
}

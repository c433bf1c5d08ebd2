import { erc1967ProxyAbi, erc1967ProxyBytecode } from "@sextant/contracts/Erc1967Proxy"
import { nodeRegistryAbi, nodeRegistryBytecode } from "@sextant/contracts/NodeRegistry"
import { rewardPoolAbi, rewardPoolBytecode } from "@sextant/contracts/RewardPool"
import { rewardsVaultAbi, rewardsVaultBytecode } from "@sextant/contracts/RewardsVault"
import { sessionTokenAbi, sessionTokenBytecode } from "@sextant/contracts/SessionToken"
import { type ContractAddresses, parseAddress } from "@sextant/shared/networks"
import type { Preset } from "@sextant/shared/params"
import { SESH_ATOMIC } from "@sextant/shared/units"
import { type Abi, encodeFunctionData, type Hex } from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { type DevnetAccount, deployer } from "./accounts.ts"
import type { L2Clients } from "./l2.ts"

/** As on mainnet at the start: what rewards are paid from. */
const POOL_ATOMIC = 40_000_000n * SESH_ATOMIC
/** The vault pays what earlier releases brought; a first amount lets claims begin before a day has passed. */
const VAULT_ATOMIC = 1_000_000n * SESH_ATOMIC
const CLAIM_LIMIT_ATOMIC = 1_000_000n * SESH_ATOMIC
const CLAIM_PERIOD_S = 12n * 3_600n

/** An estimate may be made a second before a release has anything to move, and then falls short. */
const SEND_GAS = 1_000_000n

const owner = privateKeyToAccount(deployer.privateKey)

/** Deploys token, registry, vault and pool, the last three behind proxies, and fills pool and vault. */
export async function deployContracts(clients: L2Clients, preset: Preset): Promise<ContractAddresses> {
  const token = await deploy(clients, {
    abi: sessionTokenAbi,
    bytecode: sessionTokenBytecode,
    args: [owner.address],
  })
  const roles = { owner: owner.address, manager: owner.address, guardian: owner.address }
  const registry = await deployProxied(clients, {
    abi: nodeRegistryAbi,
    bytecode: nodeRegistryBytecode,
    params: {
      token,
      ...roles,
      stakingRequirement: preset.stakingRequirementAtomic,
      keyActivationDelayS: BigInt(preset.keyActivationDelayS),
      exitWithoutSnapshotDelayS: BigInt(preset.exitWithoutSnapshotS),
      snapshotAgeMaxS: BigInt(preset.snapshotAgeMaxS),
    },
  })
  const vault = await deployProxied(clients, {
    abi: rewardsVaultAbi,
    bytecode: rewardsVaultBytecode,
    params: {
      token,
      registry,
      ...roles,
      accountLimit: CLAIM_LIMIT_ATOMIC,
      globalLimit: CLAIM_LIMIT_ATOMIC,
      periodS: CLAIM_PERIOD_S,
    },
  })
  const pool = await deployProxied(clients, {
    abi: rewardPoolAbi,
    bytecode: rewardPoolBytecode,
    params: { token, vault, ...roles, releaseIntervalS: 0n },
  })
  await transfer(clients, token, { to: pool, amountAtomic: POOL_ATOMIC })
  await transfer(clients, token, { to: vault, amountAtomic: VAULT_ATOMIC })
  await send(clients, { to: pool, data: encodeFunctionData({ abi: rewardPoolAbi, functionName: "release" }) })
  return {
    SessionToken: parseAddress(token),
    NodeRegistry: parseAddress(registry),
    RewardsVault: parseAddress(vault),
    RewardPool: parseAddress(pool),
  }
}

export async function fundAccounts(
  clients: L2Clients,
  contracts: ContractAddresses,
  accounts: readonly DevnetAccount[],
): Promise<void> {
  for (const { address, seshAtomic } of accounts) {
    await transfer(clients, contracts.SessionToken, { to: address, amountAtomic: seshAtomic })
  }
}

export async function startNetwork(clients: L2Clients, contracts: ContractAddresses): Promise<void> {
  const data = encodeFunctionData({ abi: nodeRegistryAbi, functionName: "start" })
  await send(clients, { to: contracts.NodeRegistry, data })
}

async function transfer(
  clients: L2Clients,
  token: Hex,
  input: { readonly to: Hex; readonly amountAtomic: bigint },
): Promise<void> {
  const data = encodeFunctionData({
    abi: sessionTokenAbi,
    functionName: "transfer",
    args: [input.to, input.amountAtomic],
  })
  await send(clients, { to: token, data })
}

/** Sends from the deployer and waits until it is in a block. */
async function send(clients: L2Clients, input: { readonly to: Hex; readonly data: Hex }): Promise<void> {
  const { chain, walletClient, publicClient } = clients
  const hash = await walletClient.sendTransaction({ account: owner, chain, gas: SEND_GAS, ...input })
  const receipt = await publicClient.waitForTransactionReceipt({ hash })
  if (receipt.status !== "success") throw new Error(`transaction ${hash} to ${input.to} reverted`)
}

async function deploy(
  clients: L2Clients,
  input: { readonly abi: Abi; readonly bytecode: Hex; readonly args?: readonly unknown[] },
): Promise<Hex> {
  const { chain, walletClient, publicClient } = clients
  const hash = await walletClient.deployContract({ account: owner, chain, ...input, args: input.args ?? [] })
  const receipt = await publicClient.waitForTransactionReceipt({ hash })
  if (receipt.contractAddress == null) throw new Error(`deployment ${hash} made no contract`)
  return receipt.contractAddress
}

/** An implementation and a proxy that is initialized in the transaction that creates it. */
async function deployProxied(
  clients: L2Clients,
  input: { readonly abi: Abi; readonly bytecode: Hex; readonly params: Readonly<Record<string, unknown>> },
): Promise<Hex> {
  const implementation = await deploy(clients, { abi: input.abi, bytecode: input.bytecode })
  const initData = encodeFunctionData({ abi: input.abi, functionName: "initialize", args: [input.params] })
  return deploy(clients, {
    abi: erc1967ProxyAbi as Abi,
    bytecode: erc1967ProxyBytecode,
    args: [implementation, initData],
  })
}

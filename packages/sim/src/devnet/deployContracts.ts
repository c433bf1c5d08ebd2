import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { rewardPoolAbi } from "@sextant/contracts/RewardPool"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { deployDevnet } from "@sextant/contracts/scripts/deployment/deployDevnet"
import { addressesOf } from "@sextant/contracts/scripts/deployment/planDeployment"
import type { ContractAddresses } from "@sextant/shared/networks"
import { SESH_ATOMIC } from "@sextant/shared/units"
import { encodeFunctionData, type Hex } from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { type DevnetAccount, deployer } from "./accounts.ts"
import type { L2Clients } from "./l2.ts"

/** As on mainnet at the start: what rewards are paid from. */
const POOL_ATOMIC = 40_000_000n * SESH_ATOMIC
/** The vault pays what earlier releases brought; a first amount lets claims begin before a day has passed. */
const VAULT_ATOMIC = 1_000_000n * SESH_ATOMIC

/** An estimate may be made a second before a release has anything to move, and then falls short. */
const SEND_GAS = 1_000_000n

const owner = privateKeyToAccount(deployer.privateKey)

type Call = { readonly to: Hex; readonly data: Hex }

/** Deploys the devnet preset, the same way as any other network is deployed, and fills pool and vault. */
export async function deployContracts(clients: L2Clients, rpcUrl: string): Promise<ContractAddresses> {
  const addresses = addressesOf(await deployDevnet(rpcUrl))
  const release = encodeFunctionData({ abi: rewardPoolAbi, functionName: "release" })
  await send(clients, [
    transfer(addresses, { to: addresses.RewardPool, amountAtomic: POOL_ATOMIC }),
    transfer(addresses, { to: addresses.RewardsVault, amountAtomic: VAULT_ATOMIC }),
    { to: addresses.RewardPool, data: release },
  ])
  return addresses
}

export async function fundAccounts(
  clients: L2Clients,
  contracts: ContractAddresses,
  accounts: readonly DevnetAccount[],
): Promise<void> {
  const transfers = accounts.map(({ address, seshAtomic }) =>
    transfer(contracts, { to: address, amountAtomic: seshAtomic }),
  )
  await send(clients, transfers)
}

/** The deployer is the local network's manager, who may start it. */
export async function startNetwork(clients: L2Clients, contracts: ContractAddresses): Promise<void> {
  const data = encodeFunctionData({ abi: nodeRegistryAbi, functionName: "start" })
  await send(clients, [{ to: contracts.NodeRegistry, data }])
}

function transfer(
  contracts: ContractAddresses,
  input: { readonly to: Hex; readonly amountAtomic: bigint },
): Call {
  const args = [input.to, input.amountAtomic] as const
  const data = encodeFunctionData({ abi: sessionTokenAbi, functionName: "transfer", args })
  return { to: contracts.SessionToken, data }
}

/** Sends from the deployer, one right after the other, and waits until all are in blocks. */
async function send({ chain, walletClient, publicClient }: L2Clients, calls: readonly Call[]): Promise<void> {
  const first = await publicClient.getTransactionCount({ address: owner.address, blockTag: "pending" })
  const hashes: Hex[] = []
  for (const [index, call] of calls.entries()) {
    const nonce = first + index
    hashes.push(await walletClient.sendTransaction({ account: owner, chain, gas: SEND_GAS, nonce, ...call }))
  }
  const receipts = await Promise.all(hashes.map((hash) => publicClient.waitForTransactionReceipt({ hash })))
  const bad = receipts.findIndex(({ status }) => status !== "success")
  if (bad >= 0) throw new Error(`transaction ${hashes[bad]} to ${calls[bad]?.to} reverted`)
}

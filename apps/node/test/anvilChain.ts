import { type ChildProcess, spawn } from "node:child_process"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import { arch, platform } from "node:os"
import { dirname, join } from "node:path"
import { erc1967ProxyAbi, erc1967ProxyBytecode } from "@sextant/contracts/Erc1967Proxy"
import { nodeRegistryAbi, nodeRegistryBytecode } from "@sextant/contracts/NodeRegistry"
import { rewardPoolAbi, rewardPoolBytecode } from "@sextant/contracts/RewardPool"
import { rewardsVaultAbi, rewardsVaultBytecode } from "@sextant/contracts/RewardsVault"
import { sessionTokenAbi, sessionTokenBytecode } from "@sextant/contracts/SessionToken"
import { type ContractAddresses, parseAddress } from "@sextant/shared/networks"
import { loadPreset } from "@sextant/shared/params"
import {
  type Abi,
  createTestClient,
  encodeFunctionData,
  type Hex,
  http,
  publicActions,
  walletActions,
} from "viem"
import { mnemonicToAccount } from "viem/accounts"
import { foundry } from "viem/chains"

const MNEMONIC = "test test test test test test test test test test test junk"
export const ANVIL_CHAIN_ID = 31337

export type AnvilChain = Awaited<ReturnType<typeof startAnvil>>

/** A real EVM chain with our contracts on it; blocks come with transactions. */
export async function startAnvil(folder: string) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const args = ["--port", String(port), "--hardfork", "prague", "--quiet", "--accounts", "12"]
  const process = spawn(anvilProgram(), args, { env: { HOME: folder }, stdio: "ignore" })
  const client = makeClient(url)
  await untilAnswers(process, () => client.getChainId())
  const owner = mnemonicToAccount(MNEMONIC, { addressIndex: 0 })
  const contracts = await deployAll(client, owner)
  return {
    url,
    client,
    contracts,
    /** Hex private key of account `index`, which holds ETH and, after this call, one stake. */
    async operatorKey(index: number): Promise<Hex> {
      const account = mnemonicToAccount(MNEMONIC, { addressIndex: index })
      const args = [account.address, loadPreset("devnet").stakingRequirementAtomic] as const
      const call = {
        address: contracts.SessionToken,
        abi: sessionTokenAbi,
        functionName: "transfer",
      } as const
      await mined(client, await client.writeContract({ ...call, args, account: owner }))
      return `0x${Buffer.from(account.getHdKey().privateKey ?? []).toString("hex")}`
    },
    async startNetwork() {
      const call = { address: contracts.NodeRegistry, abi: nodeRegistryAbi, functionName: "start" } as const
      await mined(client, await client.writeContract({ ...call, account: owner }))
    },
    async release() {
      const call = { address: contracts.RewardPool, abi: rewardPoolAbi, functionName: "release" } as const
      await mined(client, await client.writeContract({ ...call, account: owner }))
    },
    async stop() {
      const ended = new Promise((resolve) => process.once("exit", resolve))
      process.kill("SIGTERM")
      await ended
    },
  }
}

type Client = ReturnType<typeof makeClient>
function makeClient(url: string) {
  const options = { mode: "anvil", chain: foundry, transport: http(url) } as const
  return createTestClient({ ...options, cacheTime: 0, pollingInterval: 50 })
    .extend(publicActions)
    .extend(walletActions)
}
type Owner = ReturnType<typeof mnemonicToAccount>

async function deployAll(client: Client, owner: Owner): Promise<ContractAddresses> {
  const preset = loadPreset("devnet")
  const roles = { owner: owner.address, manager: owner.address, guardian: owner.address }
  const deploy = async (abi: Abi, bytecode: Hex, args: readonly unknown[] = []) => {
    const hash = await client.deployContract({ abi, bytecode, args, account: owner })
    return parseAddress((await mined(client, hash)).contractAddress ?? "")
  }
  const proxied = async (abi: Abi, bytecode: Hex, params: Readonly<Record<string, unknown>>) => {
    const data = encodeFunctionData({ abi, functionName: "initialize", args: [params] })
    return deploy(erc1967ProxyAbi as Abi, erc1967ProxyBytecode, [await deploy(abi, bytecode), data])
  }
  const token = await deploy(sessionTokenAbi as Abi, sessionTokenBytecode, [owner.address])
  const registry = await proxied(nodeRegistryAbi as Abi, nodeRegistryBytecode, {
    token,
    ...roles,
    stakingRequirement: preset.stakingRequirementAtomic,
    keyActivationDelayS: 0n,
    exitWithoutSnapshotDelayS: 300n,
    snapshotAgeMaxS: 600n,
    smallContributorDelayS: 30n,
    liquidationDelayS: 60n,
  })
  const limits = { accountLimit: 10n ** 15n, globalLimit: 10n ** 15n, periodS: 43_200n }
  const vault = await proxied(rewardsVaultAbi as Abi, rewardsVaultBytecode, {
    token,
    registry,
    ...roles,
    ...limits,
  })
  const pool = await proxied(rewardPoolAbi as Abi, rewardPoolBytecode, {
    token,
    vault,
    ...roles,
    releaseIntervalS: 0n,
  })
  return { SessionToken: token, NodeRegistry: registry, RewardsVault: vault, RewardPool: pool }
}

async function mined(client: Client, hash: Hex) {
  const receipt = await client.waitForTransactionReceipt({ hash })
  if (receipt.status !== "success") throw new Error(`transaction ${hash} reverted`)
  return receipt
}

async function untilAnswers(process: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (process.exitCode !== null) throw new Error("anvil ended at once")
    try {
      await ask()
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  throw new Error("anvil does not answer")
}

function anvilProgram(): string {
  const name = `@foundry-rs/anvil-${platform()}-${arch() === "x64" ? "amd64" : arch()}`
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "bin", "anvil")
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === "object" && address !== null ? address.port : 0
}

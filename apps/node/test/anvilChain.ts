import { type ChildProcess, spawn } from "node:child_process"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import { arch, platform } from "node:os"
import { dirname, join } from "node:path"
import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { rewardPoolAbi } from "@sextant/contracts/RewardPool"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { deployDevnet } from "@sextant/contracts/scripts/deployment/deployDevnet"
import { addressesOf } from "@sextant/contracts/scripts/deployment/planDeployment"
import { loadPreset } from "@sextant/shared/params"
import { createTestClient, type Hex, http, publicActions, walletActions } from "viem"
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
  const contracts = addressesOf(await deployDevnet(url))
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

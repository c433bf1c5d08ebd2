import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { createPublicClient, createTestClient, createWalletClient, defineChain, http } from "viem"
import { DevnetError } from "./errors.ts"
import type { ProcessSpec } from "./processes.ts"

export const DEVNET_CHAIN_ID = 31337
/** The L2 makes a block at least this often, and at once when there is a transaction. */
const L2_BLOCK_S = 2
const STATE_INTERVAL_S = 1

export type L2Options = { readonly port: number; readonly dataFolder: string; readonly accountCount: number }

export function l2Url(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** The EVM chain as a program of its own. It keeps its state in the data folder and resumes from there. */
export function l2Process(options: L2Options): ProcessSpec {
  const url = l2Url(options.port)
  return {
    name: "l2",
    program: anvilProgram(),
    args: [
      ...["--host", "127.0.0.1", "--port", String(options.port), "--chain-id", String(DEVNET_CHAIN_ID)],
      ...["--hardfork", "prague", "--accounts", String(options.accountCount), "--balance", "1000000"],
      ...["--block-time", String(L2_BLOCK_S), "--mixed-mining"],
      ...["--state", path.join(options.dataFolder, "l2.json"), "--state-interval", String(STATE_INTERVAL_S)],
      ...["--prune-history", "64", "--quiet"],
    ],
    // Its caches belong to this network, not to the person's home folder.
    env: { HOME: options.dataFolder },
    isReady: async () => (await rpc(url, "eth_chainId")) === `0x${DEVNET_CHAIN_ID.toString(16)}`,
    readyWithinMs: 20_000,
  }
}

/** The platform's binary itself: through npm's wrappers the process to stop would be somebody's child. */
function anvilProgram(): string {
  const require = createRequire(import.meta.url)
  const platform = `${process.platform === "win32" ? "win32" : process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`
  try {
    const folder = path.dirname(require.resolve(`@foundry-rs/anvil-${platform}/package.json`))
    const program = path.join(folder, "bin", process.platform === "win32" ? "anvil.exe" : "anvil")
    if (existsSync(program)) return program
  } catch {
    // Not installed for this platform: the error below says what to do.
  }
  throw new DevnetError(
    "devnet/tool-missing",
    `The EVM chain (@foundry-rs/anvil-${platform}) is not installed. Delete node_modules and run npm start again; if it stays missing, this platform has no anvil package.`,
  )
}

async function rpc(url: string, method: string): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] }),
    signal: AbortSignal.timeout(1_000),
  })
  const answer = (await response.json()) as { readonly result?: unknown }
  return answer.result
}

export function devnetChain(url: string) {
  return defineChain({
    id: DEVNET_CHAIN_ID,
    name: "Sextant local network",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  })
}

export function createL2Clients(url: string) {
  const chain = devnetChain(url)
  const transport = http(url)
  const options = { chain, transport, pollingInterval: 100 }
  return {
    chain,
    publicClient: createPublicClient(options),
    testClient: createTestClient({ ...options, mode: "anvil" }),
    walletClient: createWalletClient(options),
  }
}
export type L2Clients = ReturnType<typeof createL2Clients>

import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import path from "node:path"
import { erc1967ProxyAbi, erc1967ProxyBytecode } from "@sextant/contracts/Erc1967Proxy"
import { rewardsVaultAbi, rewardsVaultBytecode } from "@sextant/contracts/RewardsVault"
import { sessionTokenAbi, sessionTokenBytecode } from "@sextant/contracts/SessionToken"
import { contractNames, parseContractAddresses } from "@sextant/shared/networks"
import {
  type Abi,
  concat,
  createTestClient,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  http,
  keccak256,
  publicActions,
  toFunctionSelector,
  walletActions,
} from "viem"
import { mnemonicToAccount } from "viem/accounts"
import { foundry } from "viem/chains"

/** The real token and vault on a private chain; in the registry's place stands a few bytes of code that answer with a root. */

const MNEMONIC = "test test test test test test test test test test test junk"
export const deployer = mnemonicToAccount(MNEMONIC)
export const operator = mnemonicToAccount(MNEMONIC, { addressIndex: 1 })
export const operatorKey = `0x${Buffer.from(operator.getHdKey().privateKey ?? []).toString("hex")}` as const
const REGISTRY = `0x${"51".repeat(20)}` as const
const SESH = 10n ** 9n
/** Contracts that no test of the pages reaches. */
const nowhere = parseContractAddresses(
  Object.fromEntries(contractNames.map((name, index) => [name, `0x${String(index + 60).repeat(20)}`])),
)

export type Reward = { readonly account: Hex; readonly lifetimeAtomic: bigint }

function anvilPath(): string {
  const require = createRequire(import.meta.url)
  const from = path.dirname(require.resolve("@foundry-rs/anvil/package.json"))
  return createRequire(`${from}/`).resolve(
    `@foundry-rs/anvil-${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}/bin/anvil`,
  )
}

export async function startStandL2(port: number) {
  const child = spawn(
    anvilPath(),
    ["--port", String(port), "--silent", "--block-time", "1", "--hardfork", "prague"],
    {
      stdio: "ignore",
    },
  )
  const url = `http://127.0.0.1:${port}`
  const client = createTestClient({
    mode: "anvil",
    chain: foundry,
    transport: http(url),
    account: deployer,
    pollingInterval: 100,
  })
    .extend(publicActions)
    .extend(walletActions)
  for (let tries = 0; tries < 100 && child.exitCode === null; tries++) {
    if (
      await client.getBlockNumber().then(
        () => true,
        () => false,
      )
    )
      break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const deploy = async (abi: Abi, bytecode: Hex, args: readonly unknown[]): Promise<Hex> => {
    const hash = await client.deployContract({ abi, bytecode, args })
    const { contractAddress } = await client.waitForTransactionReceipt({ hash })
    if (contractAddress == null) throw new Error("the deployment left no contract")
    return contractAddress.toLowerCase() as Hex
  }
  const token = await deploy(sessionTokenAbi, sessionTokenBytecode, [deployer.address])
  const implementation = await deploy(rewardsVaultAbi, rewardsVaultBytecode, [])
  const params = {
    token,
    registry: REGISTRY,
    owner: deployer.address,
    manager: deployer.address,
    guardian: deployer.address,
    accountLimit: 1_000_000n * SESH,
    globalLimit: 1_000_000n * SESH,
    periodS: 43_200n,
  }
  await client.setCode({ address: REGISTRY, bytecode: registryCode(`0x${"00".repeat(32)}`) })
  const init = encodeFunctionData({ abi: rewardsVaultAbi, functionName: "initialize", args: [params] })
  const vault = await deploy(erc1967ProxyAbi, erc1967ProxyBytecode, [implementation, init])
  const hash = await client.writeContract({
    address: token,
    abi: sessionTokenAbi,
    functionName: "transfer",
    args: [vault, 1_000_000n * SESH],
  })
  await client.waitForTransactionReceipt({ hash })
  return {
    url,
    client,
    contracts: {
      ...nowhere,
      SessionToken: token,
      NodeRegistry: REGISTRY,
      RewardsVault: vault,
    },
    /** Makes a snapshot's rewards the accepted ones. */
    accept: (rewards: readonly Reward[]) =>
      client.setCode({ address: REGISTRY, bytecode: registryCode(rootOf(rewards.map(leafOf))) }),
    stop: () => child.kill("SIGTERM"),
  }
}
export type StandL2 = Awaited<ReturnType<typeof startStandL2>>

/** Answers `rewardsRoots()` with the root twice and everything else with zero. */
function registryCode(root: Hex): Hex {
  const selector = toFunctionSelector("rewardsRoots()").slice(2)
  const word = root.slice(2)
  return `0x60003560e01c63${selector}1460145760206000f35b7f${word}6000527f${word}60205260406000f3`
}

function leafOf({ account, lifetimeAtomic }: Reward): Hex {
  return keccak256(
    keccak256(encodeAbiParameters([{ type: "address" }, { type: "uint256" }], [account, lifetimeAtomic])),
  )
}

function pairOf(left: Hex, right: Hex): Hex {
  return keccak256(left < right ? concat([left, right]) : concat([right, left]))
}

function layer(hashes: readonly Hex[]): Hex[] {
  const above: Hex[] = []
  for (let index = 0; index < hashes.length; index += 2) {
    const left = hashes[index] as Hex
    const right = hashes[index + 1]
    above.push(right === undefined ? left : pairOf(left, right))
  }
  return above
}

function rootOf(leaves: readonly Hex[]): Hex {
  let hashes = [...leaves]
  while (hashes.length > 1) hashes = layer(hashes)
  return hashes[0] ?? `0x${"00".repeat(32)}`
}

export function proofOf(rewards: readonly Reward[], account: Hex): Hex[] {
  let hashes = rewards.map(leafOf)
  let index = rewards.findIndex((reward) => reward.account === account)
  const proof: Hex[] = []
  while (hashes.length > 1) {
    const sibling = hashes[index ^ 1]
    if (sibling !== undefined) proof.push(sibling)
    hashes = layer(hashes)
    index >>= 1
  }
  return proof
}

import { type Address, concatHex, getCreate2Address, type Hex, keccak256, stringToBytes } from "viem"
import type { Chain } from "./connect.ts"
import { DeploymentError } from "./errors.ts"

/**
 * The deterministic deployment proxy that most chains carry at the same address: what it is sent, 32 bytes of salt and then
 * creation code, it deploys with CREATE2, so an address follows from salt and code alone and not from who sends it.
 */
export const deterministicDeployer: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C"

const runtimeCode: Hex =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
/** Nobody has this account's key: its one transaction was made up together with its signature, on no chain in particular. */
const maker: Address = "0x3fAB184622Dc19b6109349B94811493BF2a45362"
const makingTransaction: Hex =
  "0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222"
/** 100,000 gas at 100 gwei. */
const makingCostWei = 10n ** 16n

export function saltOf(text: string): Hex {
  return keccak256(stringToBytes(text))
}

export function create2Address(salt: Hex, initCode: Hex): Address {
  return getCreate2Address({ from: deterministicDeployer, salt, bytecode: initCode })
}

/** What is sent to the proxy to deploy `initCode`. */
export function deployData(salt: Hex, initCode: Hex): Hex {
  return concatHex([salt, initCode])
}

/**
 * Makes sure that the proxy is there, and is what it should be.
 *
 * @throws DeploymentError when it is missing and the chain refuses the transaction that makes it, or when other code stands there.
 */
export async function ensureDeterministicDeployer(chain: Chain): Promise<"found" | "made"> {
  if (await isThere(chain)) return "found"
  const { client, account } = chain
  try {
    const balance = await client.getBalance({ address: maker })
    if (balance < makingCostWei) {
      const value = makingCostWei - balance
      const hash = await client.sendTransaction({ account, chain: null, to: maker, value })
      await client.waitForTransactionReceipt({ hash })
    }
    const hash = await client.sendRawTransaction({ serializedTransaction: makingTransaction })
    await client.waitForTransactionReceipt({ hash })
  } catch (cause) {
    throw new DeploymentError("deployment/deployer-contract-missing", { cause })
  }
  if (await isThere(chain)) return "made"
  throw new DeploymentError("deployment/deployer-contract-missing")
}

async function isThere({ client }: Chain): Promise<boolean> {
  const code = await client.getCode({ address: deterministicDeployer })
  if (code === undefined) return false
  if (code === runtimeCode) return true
  throw new DeploymentError("deployment/other-code-at-deployer", { meta: { address: deterministicDeployer } })
}

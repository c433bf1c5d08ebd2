import { contributionPoolAbi } from "@sextant/contracts/ContributionPool"
import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { hexToBytes } from "@sextant/shared/bytes"
import { parseAddress } from "@sextant/shared/networks"
import {
  BaseError,
  type Client,
  ContractFunctionRevertedError,
  createClient,
  custom,
  decodeErrorResult,
  type Hex,
} from "viem"
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts"
import { L2Error } from "./errors.ts"
import type { ProviderPool } from "./providerPool.ts"

const knownErrors = [...nodeRegistryAbi, ...contributionPoolAbi, ...sessionTokenAbi].filter(
  (item) => item.type === "error",
)

/** viem over our own providers, so that its calls have the same failover and checks as the watcher's. */
export function createContractClient(pool: ProviderPool): Client {
  return createClient({
    pollingInterval: 500,
    cacheTime: 0,
    transport: custom(
      { request: async ({ method, params }) => ask(pool, method, (params ?? []) as unknown[]) },
      { retryCount: 0 },
    ),
  })
}

/** @throws RangeError unless 32 bytes of hex. */
export function parseL2Account(privateKeyHex: string): PrivateKeyAccount {
  if (hexToBytes(privateKeyHex.trim()).length !== 32)
    throw new RangeError("an L2 private key is 32 bytes of hex")
  const text = privateKeyHex.trim()
  const account = privateKeyToAccount((text.startsWith("0x") ? text : `0x${text}`) as Hex)
  parseAddress(account.address)
  return account
}

/** viem reads reverts from the provider's own error object, so that one is handed through. */
async function ask(pool: ProviderPool, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    return await pool.use((provider) => provider.request(method, params))
  } catch (error) {
    if (error instanceof L2Error && error.code === "l2/contract-refused") throw error.cause
    throw error
  }
}

/** Name of the contract's custom error, or undefined when the failure was not the contract's. */
export function revertReason(error: unknown): string | undefined {
  if (!(error instanceof BaseError)) return undefined
  const revert = error.walk((cause) => cause instanceof ContractFunctionRevertedError)
  if (!(revert instanceof ContractFunctionRevertedError)) return undefined
  return revert.data?.errorName ?? revert.reason ?? errorName(revert.raw) ?? revert.signature ?? "unknown"
}

/** A contract may hand on what another one refused, which its own ABI does not know. */
function errorName(data: Hex | undefined): string | undefined {
  try {
    return data && decodeErrorResult({ abi: knownErrors, data }).errorName
  } catch {
    return undefined
  }
}

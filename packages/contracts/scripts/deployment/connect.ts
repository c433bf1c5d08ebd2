import { createWalletClient, type Hex, http, publicActions } from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { DeploymentError } from "./errors.ts"

export type ChainInput = {
  readonly rpcUrl: string
  readonly privateKey: Hex
  /** The chain that it must be. */
  readonly chainId: number
}

export type Chain = Awaited<ReturnType<typeof connectChain>>

/** Opens a chain to read from and, with the key's account, to send to. @throws DeploymentError when it is not the one meant. */
export async function connectChain({ rpcUrl, privateKey, chainId }: ChainInput) {
  const client = createWalletClient({ transport: http(rpcUrl), pollingInterval: 100 }).extend(publicActions)
  const actual = await client.getChainId().catch((cause: unknown) => {
    throw new DeploymentError("deployment/chain-unreachable", { cause, meta: { rpcUrl } })
  })
  if (actual !== chainId) {
    throw new DeploymentError("deployment/wrong-chain", { meta: { expected: chainId, actual } })
  }
  return { client, account: privateKeyToAccount(privateKey), chainId }
}

import { defineChain } from "viem"
import { arbitrum } from "viem/chains"
import { type Config, createConfig, http, injected } from "wagmi"
import { reconnect } from "wagmi/actions"
import type { WalletNetwork } from "./network.ts"

let made: { readonly chainId: number; readonly config: Config } | undefined

/**
 * The wallet connection of this tab; made once, so that it survives a change of page. Wallets announce themselves
 * (EIP-6963); reads go through our own origin, transactions through the wallet.
 */
export function walletConfig({ chainId }: WalletNetwork): Config {
  if (made?.chainId === chainId) return made.config
  const rpcUrl = `${window.location.origin}/api/rpc`
  const known = chainId === arbitrum.id ? arbitrum : undefined
  const chain = defineChain({
    id: chainId,
    name: known?.name ?? `Sextant L2 ${chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })
  const config = createConfig({
    chains: [chain],
    connectors: [injected()],
    transports: { [chainId]: http(rpcUrl, { batch: { batchSize: 20 } }) },
    pollingInterval: 1_000,
  })
  made = { chainId, config }
  // Takes up the wallet of the last visit. Nothing to report when it stays away: the page then offers to connect.
  reconnect(config).catch(() => {})
  return config
}

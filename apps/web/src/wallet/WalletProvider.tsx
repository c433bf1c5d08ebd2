"use client"

import { type ReactNode, useState } from "react"
import { WagmiContext } from "wagmi"
import type { WalletNetwork } from "./network.ts"
import { walletConfig } from "./walletConfig.ts"

/**
 * Gives its children a wallet. Only ever loaded in the browser, on the pages that use one, where several parts share one
 * connection: wagmi's own provider would look for the wallet again with each of them and with every render.
 */
export function WalletProvider({ network, children }: { network: WalletNetwork; children: ReactNode }) {
  const [config] = useState(() => walletConfig(network))
  return <WagmiContext value={config}>{children}</WagmiContext>
}

"use client"

import { type ReactNode, useState } from "react"
import { WagmiProvider } from "wagmi"
import type { WalletNetwork } from "./network.ts"
import { walletConfig } from "./walletConfig.ts"

/** Gives its children a wallet. Only ever loaded in the browser, on the pages that use one. */
export function WalletProvider({ network, children }: { network: WalletNetwork; children: ReactNode }) {
  const [config] = useState(() => walletConfig(network))
  return (
    <WagmiProvider config={config} reconnectOnMount>
      {children}
    </WagmiProvider>
  )
}

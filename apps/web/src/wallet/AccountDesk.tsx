"use client"

import { useRouter } from "next/navigation"
import { useConnection } from "wagmi"
import { Button } from "../ui/Button.tsx"
import { ConnectPanel } from "./ConnectPanel.tsx"
import type { WalletNetwork } from "./network.ts"
import { WalletProvider } from "./WalletProvider.tsx"

/** Connects a wallet and leads to its account. */
export function AccountDesk({ network }: { network: WalletNetwork }) {
  return (
    <WalletProvider network={network}>
      <div className="grid gap-4">
        <ConnectPanel network={network} />
        <OpenOwn />
      </div>
    </WalletProvider>
  )
}

function OpenOwn() {
  const { address } = useConnection()
  const router = useRouter()
  if (address === undefined) return null
  return (
    <div>
      <Button onClick={() => router.push(`/account/${address.toLowerCase()}`)}>Open my account</Button>
    </div>
  )
}

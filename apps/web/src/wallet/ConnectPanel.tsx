"use client"

import Link from "next/link"
import {
  type Connector,
  useConnect,
  useConnection,
  useConnectors,
  useDisconnect,
  useSwitchChain,
} from "wagmi"
import { shortenHex } from "../format/hex.ts"
import { Button } from "../ui/Button.tsx"
import { Icon } from "../ui/Icon.tsx"
import { Notice } from "../ui/Notice.tsx"
import { explainError } from "./explainError.ts"
import type { WalletNetwork } from "./network.ts"

/** Offers the wallets this browser has, or says which one is connected. */
export function ConnectPanel({ network }: { network: WalletNetwork }) {
  const connection = useConnection()
  if (connection.status === "connected" && connection.address !== undefined)
    return (
      <Connected address={connection.address.toLowerCase()} chainId={connection.chainId} network={network} />
    )
  if (connection.status === "reconnecting")
    return <p className="text-ink-soft text-sm">Looking for your wallet …</p>
  return <Offers />
}

function Offers() {
  const connectors = offered(useConnectors())
  const { mutate: connect, isPending, error, variables } = useConnect()
  const explained = error === null ? undefined : explainError(error)
  if (connectors.length === 0)
    return (
      <Notice tone="idle" icon="question">
        No wallet is installed in this browser. Install one as an extension, or open this page in the browser
        of your wallet's app. Everything can be read without one.
      </Notice>
    )
  return (
    <div className="grid gap-3">
      <ul className="flex flex-wrap gap-2.5">
        {connectors.map((connector) => (
          <li key={connector.uid}>
            <Button look="line" disabled={isPending} onClick={() => connect({ connector })}>
              {connector.icon === undefined ? (
                <Icon name="account" />
              ) : (
                <WalletIcon source={connector.icon} />
              )}
              {connector.name === "Injected" ? "Browser wallet" : connector.name}
            </Button>
          </li>
        ))}
      </ul>
      <p role="status" className="text-ink-soft text-sm">
        {isPending
          ? `Confirm in ${variables?.connector.name ?? "the wallet"}.`
          : explained?.kind === "rejected"
            ? "You declined the connection."
            : explained?.sentence}
      </p>
    </div>
  )
}

function WalletIcon({ source }: { source: string }) {
  // biome-ignore lint/performance/noImgElement: a data URL from the wallet, nothing to optimise
  return <img src={source.trim()} alt="" width={18} height={18} className="rounded" />
}

/** Wallets that announced themselves; the nameless one only when there is no other. */
function offered(connectors: readonly Connector[]): readonly Connector[] {
  const announced = connectors.filter(({ id }) => id !== "injected")
  if (announced.length > 0) return announced
  return "ethereum" in window ? connectors : []
}

type ConnectedProps = {
  readonly address: string
  readonly chainId: number | undefined
  readonly network: WalletNetwork
}

function Connected({ address, chainId, network }: ConnectedProps) {
  const { mutate: disconnect } = useDisconnect()
  const { mutate: switchChain, isPending } = useSwitchChain()
  return (
    <div className="grid gap-3" data-testid="connected">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
        <span className="inline-flex items-center gap-1.5 text-good">
          <Icon name="check" /> Connected
        </span>
        <Link href={`/account/${address}`} className="link font-mono" title={address}>
          {shortenHex(address)}
        </Link>
        <Button look="chip" onClick={() => disconnect({})}>
          Disconnect
        </Button>
      </div>
      {chainId === network.chainId ? null : (
        <Notice tone="warn" icon="warning">
          <p>The wallet is on another network. Rewards live on chain {network.chainId}.</p>
          <Button
            look="chip"
            disabled={isPending}
            onClick={() => switchChain({ chainId: network.chainId })}
            className="mt-2"
          >
            Switch network
          </Button>
        </Notice>
      )}
    </div>
  )
}

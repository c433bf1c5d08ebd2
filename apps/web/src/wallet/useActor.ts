"use client"

import { useConnection } from "wagmi"
import type { Hash } from "./flow.ts"
import type { WalletNetwork } from "./network.ts"

export type Actor =
  | { readonly kind: "none" }
  | { readonly kind: "other"; readonly address: string }
  | { readonly kind: "wrongNetwork" }
  | { readonly kind: "ready"; readonly account: Hash }

/** Whether the connected wallet may act for the address this page shows. */
export function useActor(address: string, network: WalletNetwork): Actor {
  const connection = useConnection()
  if (connection.status !== "connected" || connection.address === undefined) return { kind: "none" }
  if (connection.address.toLowerCase() !== address)
    return { kind: "other", address: connection.address.toLowerCase() }
  if (connection.chainId !== network.chainId) return { kind: "wrongNetwork" }
  return { kind: "ready", account: connection.address }
}

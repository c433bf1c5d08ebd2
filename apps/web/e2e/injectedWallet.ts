import type { Page } from "@playwright/test"
import { createWalletClient, defineChain, type Hex, hexToString, http, numberToHex } from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { z } from "zod"

export type WalletOptions = {
  readonly privateKey: Hex
  readonly rpcUrl: string
  readonly chainId: number
}

/** What a test may change while the wallet is in use. */
export type WalletControls = {
  /** Methods that the person declines from now on. */
  readonly rejected: Set<string>
  /** Every method the page asked for, in order. */
  readonly asked: string[]
}

type Answer =
  | { readonly result: unknown; readonly emit?: readonly [string, unknown] }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } }

export const WALLET_NAME = "Harbour Test Wallet"

const transactionSchema = z.object({
  to: z.string(),
  data: z.string().optional(),
  value: z.string().optional(),
  gas: z.string().optional(),
})
const rpcSchema = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }).optional(),
})

class RpcFailure extends Error {
  readonly code: number
  readonly data: unknown
  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

/**
 * Puts a wallet into every page of the tab, as an extension would: it announces itself by EIP-6963 and keeps its key
 * outside the page. Signing happens in this process; reads are passed on to the chain.
 */
export async function injectWallet(page: Page, options: WalletOptions): Promise<WalletControls> {
  const controls: WalletControls = { rejected: new Set(), asked: [] }
  const answer = createAnswerer(options, controls)
  await page.exposeFunction("__walletRequest", answer)
  await page.addInitScript(announceWallet, WALLET_NAME)
  return controls
}

function createAnswerer(options: WalletOptions, controls: WalletControls) {
  const account = privateKeyToAccount(options.privateKey)
  const chain = defineChain({
    id: options.chainId,
    name: "test",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [options.rpcUrl] } },
  })
  const wallet = createWalletClient({ account, chain, transport: http(options.rpcUrl) })
  let isConnected = false

  const perform = async (method: string, params: readonly unknown[]): Promise<Answer> => {
    switch (method) {
      case "eth_requestAccounts":
        isConnected = true
        return { result: [account.address] }
      case "eth_accounts":
        return { result: isConnected ? [account.address] : [] }
      case "eth_chainId":
        return { result: numberToHex(options.chainId) }
      case "wallet_requestPermissions":
        isConnected = true
        return { result: [{ parentCapability: "eth_accounts" }] }
      case "wallet_revokePermissions":
        isConnected = false
        return { result: null }
      case "personal_sign":
        return {
          result: await account.signMessage({ message: hexToString(z.string().parse(params[0]) as Hex) }),
        }
      case "eth_sendTransaction": {
        const { to, data, value, gas } = transactionSchema.parse(params[0])
        const request = { to: to as Hex, value: BigInt(value ?? 0) }
        return {
          result: await wallet.sendTransaction({
            ...request,
            ...(data === undefined ? {} : { data: data as Hex }),
            ...(gas === undefined ? {} : { gas: BigInt(gas) }),
          }),
        }
      }
      default:
        return { result: await forward(options.rpcUrl, method, params) }
    }
  }
  return async (method: string, params: readonly unknown[]): Promise<Answer> => {
    controls.asked.push(method)
    try {
      if (controls.rejected.has(method)) throw new RpcFailure(4001, "User rejected the request.")
      return await perform(method, params)
    } catch (error) {
      if (error instanceof RpcFailure)
        return { error: { code: error.code, message: error.message, data: error.data } }
      return { error: { code: -32603, message: error instanceof Error ? error.message : "unknown" } }
    }
  }
}

async function forward(rpcUrl: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const response = await fetch(rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  })
  const { result, error } = rpcSchema.parse(await response.json())
  if (error !== undefined) throw new RpcFailure(error.code, error.message, error.data)
  return result
}

/** Runs inside the page; may use nothing from outside itself. */
function announceWallet(name: string): void {
  type Listener = (payload: unknown) => void
  const bridge = window as unknown as {
    __walletRequest: (method: string, params: readonly unknown[]) => Promise<Answer>
  }
  const listeners = new Map<string, Set<Listener>>()
  const provider = {
    on(event: string, listener: Listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
      return provider
    },
    removeListener(event: string, listener: Listener) {
      listeners.get(event)?.delete(listener)
      return provider
    },
    async request({ method, params }: { method: string; params?: readonly unknown[] }) {
      const answer = await bridge.__walletRequest(method, params ?? [])
      if ("error" in answer) throw Object.assign(new Error(answer.error.message), answer.error)
      if (answer.emit !== undefined) {
        const [event, payload] = answer.emit
        for (const listener of listeners.get(event) ?? []) listener(payload)
      }
      return answer.result
    },
  }
  const icon =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Ccircle cx='4' cy='4' r='4' fill='%23b58a3c'/%3E%3C/svg%3E"
  const info = { uuid: "3f0b8a52-6f0e-4c5e-9c55-0d2f6f6f3f01", name, rdns: "test.harbour", icon }
  const announce = () =>
    window.dispatchEvent(
      new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }),
    )
  window.addEventListener("eip6963:requestProvider", announce)
  announce()
}

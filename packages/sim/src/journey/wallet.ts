import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { createPublicClient, createWalletClient, type Hex, http } from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { accountAt } from "../devnet/accounts.ts"
import { devnetChain } from "../devnet/l2.ts"
import { type JourneyContext, must } from "./journeyContext.ts"

/** Accounts of the word list with ETH and no SESH, which nothing else uses: nodes send with their operators' accounts. */
const FIRST_SPARE = 6
const SPARES = 3

/** @param index - 0 to 2. */
export function spareKey(index: number): Hex {
  if (index >= SPARES) throw new RangeError("there is no such spare account")
  return accountAt(FIRST_SPARE + index).privateKey
}

export type Wallet = Awaited<ReturnType<typeof openWallet>>

/** One account of devnet.json with an ordinary EVM wallet. */
export async function openWallet({ network }: JourneyContext, privateKey: string) {
  const { l2RpcUrl, contracts } = await network.file()
  const account = privateKeyToAccount(privateKey as Hex)
  const chain = devnetChain(l2RpcUrl)
  const options = { chain, transport: http(l2RpcUrl), pollingInterval: 200, cacheTime: 0 }
  const reader = createPublicClient(options)
  const writer = createWalletClient({ ...options, account })
  const token = { address: contracts.SessionToken as Hex, abi: sessionTokenAbi } as const
  /** Simulates, sends, and waits until it is in a block. */
  const send = async (call: { readonly address: Hex; readonly abi: unknown } & Record<string, unknown>) => {
    const { request } = await reader.simulateContract({ ...call, account } as never)
    const hash = await writer.writeContract(request as never)
    const { status } = await reader.waitForTransactionReceipt({ hash })
    must(status === "success", `the transaction ${hash} of ${account.address} reverted`)
  }
  return {
    address: account.address.toLowerCase() as Hex,
    privateKey: privateKey as Hex,
    reader,
    writer,
    send,
    balance: (holder: Hex = account.address) =>
      reader.readContract({ ...token, functionName: "balanceOf", args: [holder] }),
    pay: (to: Hex, amountAtomic: bigint) =>
      send({ ...token, functionName: "transfer", args: [to, amountAtomic] }),
    approve: (spender: Hex, amountAtomic: bigint) =>
      send({ ...token, functionName: "approve", args: [spender, amountAtomic] }),
  }
}

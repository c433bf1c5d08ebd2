import { randomBytes } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { nameMarketAbi } from "@sextant/contracts/NameMarket"
import { nameRegistryAbi } from "@sextant/contracts/NameRegistry"
import { registerName } from "@sextant/sdk/registerName"
import { renewName } from "@sextant/sdk/renewName"
import { resolveName } from "@sextant/sdk/resolveName"
import { createViemNameContracts } from "@sextant/sdk/viemNameContracts"
import { parseAddress } from "@sextant/shared/networks"
import type { Hex } from "viem"
import { type JourneyContext, must } from "./journeyContext.ts"
import { until } from "./nodeHttp.ts"
import { openWallet, spareKey, type Wallet } from "./wallet.ts"

const NAME = "sextant-journey"
const ACCOUNT_ID = `05${"5e".repeat(32)}`
const PRICE_ATOMIC = 300_000_000_000n
const RESOLVES_WITHIN_MS = 60_000
const YEAR_S = 365 * 86_400

/** A name is registered by the SDK, resolved by most of the nodes, sold, and renewed by its new owner. */
export async function namesChapter(context: JourneyContext): Promise<string> {
  const { accounts, nodeUrls } = await context.network.file()
  const seller = await openWallet(
    context,
    accounts.filter(({ role }) => role === "user")[2]?.privateKey ?? "",
  )
  const buyer = await openWallet(context, spareKey(1))
  await seller.pay(buyer.address, 2n * PRICE_ATOMIC)
  const { nameHash, expiresAtS } = await registered(context, seller)
  const agreed = await until("the name on the nodes", RESOLVES_WITHIN_MS, async () => {
    const found = await resolveName({ fetch }, { name: NAME, urls: nodeUrls })
    return found.kind === "resolved" && found.accountId === ACCOUNT_ID ? found.agreed.length : undefined
  })
  await sold(context, { nameHash, expiresAtS, seller, buyer })
  await until("the nodes clear a sold name's record", RESOLVES_WITHIN_MS, async () =>
    (await resolveName({ fetch }, { name: NAME, urls: nodeUrls })).kind === "notRegistered"
      ? true
      : undefined,
  )
  const contracts = await namesOf(context, buyer)
  let renewedUntilS = 0
  const run = { contracts, sleepMs: (ms: number) => sleep(ms), pollMs: 200 }
  for await (const step of renewName(run, { name: NAME, yearCount: 2, expiresAtS }))
    if (step.kind === "renewed") renewedUntilS = step.expiresAtS
  must(renewedUntilS === expiresAtS + 2 * YEAR_S, "the name was not renewed by two years from its end")
  return `${agreed} of ${nodeUrls.length} nodes agreed; sold for ${PRICE_ATOMIC}`
}

async function registered(context: JourneyContext, owner: Wallet) {
  const saved = new Map<string, string>()
  const deps = {
    contracts: await namesOf(context, owner),
    store: {
      load: async (key: string) => saved.get(key),
      save: async (key: string, value: string) => void saved.set(key, value),
      remove: async (key: string) => void saved.delete(key),
    },
    random: { bytes: (lengthBytes: number) => new Uint8Array(randomBytes(lengthBytes)) },
    sleepMs: (ms: number) => sleep(ms),
    pollMs: 500,
  }
  const input = { name: NAME, accountId: ACCOUNT_ID, yearCount: 1 }
  for await (const step of registerName(deps, input)) if (step.kind === "registered") return step
  throw new Error("the registration of the name ended without one")
}

async function namesOf({ network }: JourneyContext, wallet: Wallet) {
  const { contracts } = await network.file()
  return createViemNameContracts(wallet, {
    NameRegistry: parseAddress(contracts.NameRegistry),
    SessionToken: parseAddress(contracts.SessionToken),
  })
}

type Sale = {
  readonly nameHash: Hex
  readonly expiresAtS: number
  readonly seller: Wallet
  readonly buyer: Wallet
}

/** Revealed, listed and bought; the seller fetches the money, the pool its royalty. */
async function sold(
  { network }: JourneyContext,
  { nameHash, expiresAtS, seller, buyer }: Sale,
): Promise<void> {
  const { contracts } = await network.file()
  const names = { address: contracts.NameRegistry as Hex, abi: nameRegistryAbi } as const
  const market = { address: contracts.NameMarket as Hex, abi: nameMarketAbi } as const
  await seller.send({ ...names, functionName: "reveal", args: [NAME] })
  await seller.send({ ...names, functionName: "approve", args: [market.address, BigInt(nameHash)] })
  const listing = [nameHash, PRICE_ATOMIC, BigInt(expiresAtS)] as const
  await seller.send({ ...market, functionName: "list", args: listing })
  await buyer.approve(market.address, PRICE_ATOMIC)
  await buyer.send({ ...market, functionName: "buy", args: [nameHash, seller.address, PRICE_ATOMIC] })
  const owner = await buyer.reader.readContract({
    ...names,
    functionName: "ownerOf",
    args: [BigInt(nameHash)],
  })
  must(owner.toLowerCase() === buyer.address, "the buyer does not own the name")
  const before = await seller.balance()
  const pool = contracts.RewardPool as Hex
  const [, royalty] = await buyer.reader.readContract({
    ...names,
    functionName: "royaltyInfo",
    args: [BigInt(nameHash), PRICE_ATOMIC],
  })
  await seller.send({ ...market, functionName: "withdraw", args: [seller.address] })
  const received = (await seller.balance()) - before
  must(received === PRICE_ATOMIC - royalty && royalty > 0n, `the seller received ${received}`)
  must((await seller.balance(pool)) > royalty, "the reward pool is empty")
}

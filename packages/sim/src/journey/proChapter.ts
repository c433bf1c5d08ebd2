import { sessionProAbi } from "@sextant/contracts/SessionPro"
import { entitlementSchema } from "@sextant/wire/rpc/namesApi"
import type { Hex } from "viem"
import { type JourneyContext, must } from "./journeyContext.ts"
import { until } from "./nodeHttp.ts"
import { openWallet } from "./wallet.ts"

const ACCOUNT_KEY = "a7".repeat(32)
const PERIODS = 2
const SEEN_WITHIN_MS = 60_000

/** A pass is bought for somebody else's account, and every node knows of it. */
export async function proChapter(context: JourneyContext): Promise<string> {
  const { accounts, contracts, nodeUrls } = await context.network.file()
  const giver = await openWallet(context, accounts.filter(({ role }) => role === "user")[2]?.privateKey ?? "")
  const pro = { address: contracts.SessionPro as Hex, abi: sessionProAbi } as const
  const key: Hex = `0x${ACCOUNT_KEY}`
  const cost = await giver.reader.readContract({ ...pro, functionName: "costOf", args: [PERIODS] })
  const before = await giver.balance()
  await giver.approve(pro.address, cost)
  await giver.send({ ...pro, functionName: "buy", args: [key, PERIODS, cost] })
  must(before - (await giver.balance()) === cost, "the pass cost something else than it said")
  const expiresAtS = Number(
    await giver.reader.readContract({ ...pro, functionName: "expiresAtS", args: [key] }),
  )
  await Promise.all(
    nodeUrls.map((nodeUrl) =>
      until(`the pass at ${nodeUrl}`, SEEN_WITHIN_MS, async () => {
        const response = await fetch(`${nodeUrl}/v1/entitlements/05${ACCOUNT_KEY}`)
        const found = entitlementSchema.parse(await response.json())
        return found.pro?.expiresAtS === expiresAtS ? true : undefined
      }),
    ),
  )
  return `${nodeUrls.length} nodes know the pass`
}

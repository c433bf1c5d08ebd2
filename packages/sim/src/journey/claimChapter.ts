import { type JourneyContext, must } from "./journeyContext.ts"
import { outsideClaim } from "./outsideClaim.ts"

const WITHIN_MS = 120_000

/** An account claims a part and then all, with nothing but devnet.json, an EVM wallet and one node's HTTP. */
export async function claimChapter({ network }: JourneyContext): Promise<string> {
  const file = await network.file()
  const operator = file.accounts.filter(({ role }) => role === "operator")[1]
  const nodeUrl = file.nodeUrls[2]
  must(operator !== undefined && nodeUrl !== undefined, "devnet.json names too few accounts or nodes")
  const input = {
    chainId: file.chainId,
    l2RpcUrl: file.l2RpcUrl,
    nodeUrl,
    contracts: {
      SessionToken: file.contracts.SessionToken as `0x${string}`,
      RewardsVault: file.contracts.RewardsVault as `0x${string}`,
    },
    privateKey: operator.privateKey as `0x${string}`,
    withinMs: WITHIN_MS,
  }
  let claimedAtomic = 0n
  for (const percent of [40n, 100n]) {
    const { amountAtomic, balanceBeforeAtomic, balanceAfterAtomic } = await outsideClaim({
      ...input,
      percent,
    })
    must(amountAtomic > 0n, "there was nothing to claim")
    must(
      balanceAfterAtomic - balanceBeforeAtomic === amountAtomic,
      "the balance did not grow by what was claimed",
    )
    claimedAtomic += amountAtomic
  }
  return `${claimedAtomic} atomic units`
}

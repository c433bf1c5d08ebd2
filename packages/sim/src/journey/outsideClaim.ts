import { createPublicClient, createWalletClient, defineChain, http, parseAbi } from "viem"
import { privateKeyToAccount } from "viem/accounts"

/** What `devnet.json` gives away; this file uses nothing else of the project. */
export type OutsideClaimInput = {
  readonly chainId: number
  readonly l2RpcUrl: string
  readonly nodeUrl: string
  readonly contracts: { readonly SessionToken: `0x${string}`; readonly RewardsVault: `0x${string}` }
  readonly privateKey: `0x${string}`
  /** Part of what can be claimed, in per cent; 100 is all of it. */
  readonly percent: bigint
  readonly withinMs: number
}

export type OutsideClaimResult = {
  readonly amountAtomic: bigint
  readonly balanceBeforeAtomic: bigint
  readonly balanceAfterAtomic: bigint
  readonly gasUsed: bigint
}

const abi = parseAbi([
  "function claim(uint256 lifetimeAmount, bytes32[] proof, uint256 amount)",
  "function balanceOf(address) view returns (uint256)",
])

type AccountAnswer = {
  readonly claim?: {
    readonly lifetimeAmountAtomic: string
    readonly claimedAtomic: string
    readonly proof: readonly `0x${string}`[]
  }
}

/** Claims as a stranger would: asks one node for the account's proof, then calls the vault with a plain wallet. */
export async function outsideClaim(input: OutsideClaimInput): Promise<OutsideClaimResult> {
  const account = privateKeyToAccount(input.privateKey)
  const chain = defineChain({
    id: input.chainId,
    name: "local",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [input.l2RpcUrl] } },
  })
  const publicClient = createPublicClient({ chain, transport: http(), pollingInterval: 200 })
  const walletClient = createWalletClient({ account, chain, transport: http() })
  const balance = () =>
    publicClient.readContract({
      address: input.contracts.SessionToken,
      abi,
      functionName: "balanceOf",
      args: [account.address],
    })
  const claim = await waitForClaim(input, account.address)
  const claimableAtomic = claim.lifetimeAtomic - claim.claimedAtomic
  const amountAtomic = (claimableAtomic * input.percent) / 100n
  const balanceBeforeAtomic = await balance()
  const hash = await walletClient.writeContract({
    address: input.contracts.RewardsVault,
    abi,
    functionName: "claim",
    args: [claim.lifetimeAtomic, claim.proof, amountAtomic],
  })
  const receipt = await publicClient.waitForTransactionReceipt({ hash })
  if (receipt.status !== "success") throw new Error(`the claim was included but reverted: ${hash}`)
  return { amountAtomic, balanceBeforeAtomic, balanceAfterAtomic: await balance(), gasUsed: receipt.gasUsed }
}

async function waitForClaim(input: OutsideClaimInput, address: string) {
  const untilMs = performance.now() + input.withinMs
  for (;;) {
    const response = await fetch(`${input.nodeUrl}/v1/accounts/${address}`)
    if (response.ok) {
      const { claim } = (await response.json()) as AccountAnswer
      if (claim !== undefined && BigInt(claim.lifetimeAmountAtomic) > BigInt(claim.claimedAtomic)) {
        return {
          lifetimeAtomic: BigInt(claim.lifetimeAmountAtomic),
          claimedAtomic: BigInt(claim.claimedAtomic),
          proof: claim.proof,
        }
      }
    }
    if (performance.now() > untilMs)
      throw new Error(`no claim for ${address} within ${input.withinMs / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

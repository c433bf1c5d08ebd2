import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { getEnv } from "../../../env.ts"
import { SyncBanner } from "../../../features/network/SyncBanner.tsx"
import { AccountView } from "../../../features/rewards/AccountView.tsx"
import { isAddress, shortenHex } from "../../../format/hex.ts"
import { getQueryClient, Hydrate, trpc } from "../../../trpc/server.tsx"

type AccountPageProps = { readonly params: Promise<{ address: string }> }

export async function generateMetadata({ params }: AccountPageProps): Promise<Metadata> {
  return { title: `Account ${shortenHex((await params).address)}` }
}

export default async function AccountPage({ params }: AccountPageProps) {
  const { address: text } = await params
  if (!isAddress(text)) notFound()
  const address = text.toLowerCase() as `0x${string}`
  const client = getQueryClient()
  await Promise.all([
    client.fetchQuery(trpc.account.get.queryOptions({ address })),
    client.fetchQuery(trpc.account.claims.queryOptions({ address })),
    client.prefetchQuery(trpc.account.live.queryOptions({ address })),
  ])
  const { CHAIN_ID: chainId, CONTRACTS: contracts } = getEnv()
  return (
    <Hydrate>
      <SyncBanner />
      <AccountView address={address} network={{ chainId, contracts }} />
    </Hydrate>
  )
}

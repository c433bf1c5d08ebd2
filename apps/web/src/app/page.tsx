import { OverviewView } from "../features/network/OverviewView.tsx"
import { SyncBanner } from "../features/network/SyncBanner.tsx"
import { getQueryClient, Hydrate, trpc } from "../trpc/server.tsx"

export default async function OverviewPage() {
  await getQueryClient().fetchQuery(trpc.network.overview.queryOptions())
  return (
    <Hydrate>
      <SyncBanner />
      <OverviewView />
    </Hydrate>
  )
}

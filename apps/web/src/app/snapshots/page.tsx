import type { Metadata } from "next"
import { SyncBanner } from "../../features/network/SyncBanner.tsx"
import { SnapshotList } from "../../features/snapshots/SnapshotList.tsx"
import { parseHeight } from "../../format/height.ts"
import { getQueryClient, Hydrate, trpc } from "../../trpc/server.tsx"
import { PageTitle } from "../../ui/PageTitle.tsx"

export const metadata: Metadata = { title: "Snapshots" }

type SnapshotsPageProps = { readonly searchParams: Promise<{ before?: string | string[] }> }

export default async function SnapshotsPage({ searchParams }: SnapshotsPageProps) {
  const { before: text } = await searchParams
  const before = typeof text === "string" ? parseHeight(text) : undefined
  await getQueryClient().fetchQuery(
    trpc.snapshot.list.queryOptions(before === undefined ? {} : { cursor: before }),
  )
  return (
    <Hydrate>
      <SyncBanner />
      <PageTitle
        title="Snapshots"
        lead="At fixed intervals the nodes sign a summary of all rewards and exits. One accepted snapshot proves every claim and exit on the L2."
      />
      <SnapshotList before={before} />
    </Hydrate>
  )
}

import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { SnapshotView } from "../../../features/snapshots/SnapshotView.tsx"
import { parseHeight } from "../../../format/height.ts"
import { getQueryClient, Hydrate, orNotFound, trpc } from "../../../trpc/server.tsx"

type SnapshotPageProps = { readonly params: Promise<{ height: string }> }

export async function generateMetadata({ params }: SnapshotPageProps): Promise<Metadata> {
  return { title: `Snapshot ${(await params).height.slice(0, 16)}` }
}

export default async function SnapshotPage({ params }: SnapshotPageProps) {
  const height = parseHeight((await params).height)
  if (height === undefined) notFound()
  await orNotFound(getQueryClient().fetchQuery(trpc.snapshot.get.queryOptions({ height })))
  return (
    <Hydrate>
      <SnapshotView height={height} />
    </Hydrate>
  )
}

import type { Metadata } from "next"
import { BlockList } from "../../features/blocks/BlockList.tsx"
import { SyncBanner } from "../../features/network/SyncBanner.tsx"
import { parseHeight } from "../../format/height.ts"
import { getQueryClient, Hydrate, trpc } from "../../trpc/server.tsx"
import { PageTitle } from "../../ui/PageTitle.tsx"

export const metadata: Metadata = { title: "Blocks" }

type BlocksPageProps = { readonly searchParams: Promise<{ before?: string | string[] }> }

export default async function BlocksPage({ searchParams }: BlocksPageProps) {
  const { before: text } = await searchParams
  const before = typeof text === "string" ? parseHeight(text) : undefined
  await getQueryClient().fetchQuery(
    trpc.block.list.queryOptions(before === undefined ? {} : { cursor: before }),
  )
  return (
    <Hydrate>
      <SyncBanner />
      <PageTitle
        title="Blocks"
        lead="Final blocks of the appchain, each with a certificate that proves who signed it."
      />
      <BlockList before={before} />
    </Hydrate>
  )
}

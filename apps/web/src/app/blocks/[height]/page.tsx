import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { BlockView } from "../../../features/blocks/BlockView.tsx"
import { parseHeight } from "../../../format/height.ts"
import { getQueryClient, Hydrate, orNotFound, trpc } from "../../../trpc/server.tsx"

type BlockPageProps = { readonly params: Promise<{ height: string }> }

export async function generateMetadata({ params }: BlockPageProps): Promise<Metadata> {
  return { title: `Block ${(await params).height.slice(0, 16)}` }
}

export default async function BlockPage({ params }: BlockPageProps) {
  const height = parseHeight((await params).height)
  if (height === undefined) notFound()
  await orNotFound(getQueryClient().fetchQuery(trpc.block.get.queryOptions({ height })))
  return (
    <Hydrate>
      <BlockView height={height} />
    </Hydrate>
  )
}

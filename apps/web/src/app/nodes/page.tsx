import type { Metadata } from "next"
import { SyncBanner } from "../../features/network/SyncBanner.tsx"
import { NodeList } from "../../features/nodes/NodeList.tsx"
import { nodeListInput, parseNodeListQuery } from "../../features/nodes/nodeListUrl.ts"
import { getQueryClient, Hydrate, trpc } from "../../trpc/server.tsx"
import { PageTitle } from "../../ui/PageTitle.tsx"

export const metadata: Metadata = { title: "Nodes" }

type NodesPageProps = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function NodesPage({ searchParams }: NodesPageProps) {
  const query = parseNodeListQuery(await searchParams)
  const client = getQueryClient()
  await Promise.all([
    client.fetchQuery(trpc.node.list.queryOptions(nodeListInput(query))),
    client.fetchQuery(trpc.node.counts.queryOptions()),
  ])
  return (
    <Hydrate>
      <SyncBanner />
      <PageTitle
        title="Nodes"
        lead="Every service node that was ever registered, with its stake and how reliably it takes part."
      />
      <NodeList query={query} />
    </Hydrate>
  )
}

import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { NodeView } from "../../../features/nodes/NodeView.tsx"
import { isNodeId, shortenHex } from "../../../format/hex.ts"
import { getQueryClient, Hydrate, orNotFound, trpc } from "../../../trpc/server.tsx"

type NodePageProps = { readonly params: Promise<{ nodeId: string }> }

export async function generateMetadata({ params }: NodePageProps): Promise<Metadata> {
  return { title: `Node ${shortenHex((await params).nodeId)}` }
}

export default async function NodePage({ params }: NodePageProps) {
  const { nodeId: text } = await params
  if (!isNodeId(text)) notFound()
  const nodeId = text.toLowerCase()
  await orNotFound(getQueryClient().fetchQuery(trpc.node.get.queryOptions({ nodeId })))
  await getQueryClient().prefetchQuery(trpc.node.obligations.queryOptions({ nodeId }))
  return (
    <Hydrate>
      <NodeView nodeId={nodeId} />
    </Hydrate>
  )
}

"use client"

import { useQuery } from "@tanstack/react-query"
import { useTrpc } from "../../trpc/client.ts"
import { Pager } from "../../ui/Pager.tsx"
import { BlockRows } from "./BlockRows.tsx"

export function BlockList({ before }: { before: number | undefined }) {
  const trpc = useTrpc()
  const { data } = useQuery(trpc.block.list.queryOptions(before === undefined ? {} : { cursor: before }))
  return (
    <>
      <div className="rounded-2xl border border-line bg-surface">
        <BlockRows blocks={data?.blocks ?? []} />
      </div>
      <Pager
        firstHref={before === undefined ? undefined : "/blocks"}
        nextHref={data?.nextCursor == null ? undefined : `/blocks?before=${data.nextCursor}`}
      />
    </>
  )
}

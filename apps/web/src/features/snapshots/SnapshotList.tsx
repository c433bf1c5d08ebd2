"use client"

import { useQuery } from "@tanstack/react-query"
import { useTrpc } from "../../trpc/client.ts"
import { Pager } from "../../ui/Pager.tsx"
import { SnapshotRows } from "./SnapshotRows.tsx"

export function SnapshotList({ before }: { before: number | undefined }) {
  const trpc = useTrpc()
  const { data } = useQuery(trpc.snapshot.list.queryOptions(before === undefined ? {} : { cursor: before }))
  return (
    <>
      <div className="rounded-2xl border border-line bg-surface">
        <SnapshotRows snapshots={data?.snapshots ?? []} />
      </div>
      <Pager
        firstHref={before === undefined ? undefined : "/snapshots"}
        nextHref={data?.nextCursor == null ? undefined : `/snapshots?before=${data.nextCursor}`}
      />
    </>
  )
}

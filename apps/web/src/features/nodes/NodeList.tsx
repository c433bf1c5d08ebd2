"use client"

import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { formatBps, formatShare } from "../../format/ratio.ts"
import { useTrpc } from "../../trpc/client.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Amount } from "../../ui/Amount.tsx"
import { Bars } from "../../ui/Bars.tsx"
import { Hex } from "../../ui/Hex.tsx"
import { Icon } from "../../ui/Icon.tsx"
import { useNowMs } from "../../ui/Now.tsx"
import { Pager } from "../../ui/Pager.tsx"
import { type Column, Table } from "../../ui/Table.tsx"
import { describeNode } from "./describeNode.ts"
import { type NodeListQuery, nodeListHref, nodeListInput } from "./nodeListUrl.ts"
import { StateFilter } from "./StateFilter.tsx"
import { StateWord } from "./StateWord.tsx"

type NodeRow = Outputs["node"]["list"]["nodes"][number]

/** The table of all nodes; filter, order and place live in the address. */
export function NodeList({ query }: { query: NodeListQuery }) {
  const trpc = useTrpc()
  const nowMs = useNowMs()
  const { data } = useQuery(trpc.node.list.queryOptions(nodeListInput(query)))
  const { data: counts } = useQuery(trpc.node.counts.queryOptions())
  const params = {
    headHeight: data?.headHeight ?? null,
    blockIntervalMs: data?.blockIntervalMs ?? null,
    nowMs,
  }
  const columns: readonly Column<NodeRow>[] = [
    {
      key: "node",
      label: "Node",
      head: <SortLink sort="id" query={query} word="Node" />,
      ...sorted("id", query),
      phone: "title",
      cell: (node) => (
        <span className="inline-flex items-center gap-2">
          <span className="text-ink-faint text-xs md:w-7 md:text-right">{node.registryId}</span>
          <Hex value={node.nodeId} what="node id" href={`/nodes/${node.nodeId}`} />
        </span>
      ),
    },
    {
      key: "state",
      label: "State",
      head: <SortLink sort="state" query={query} word="State" />,
      ...sorted("state", query),
      phone: "bare",
      cell: (node) => <StateWord described={describeNode(node, params)} />,
    },
    {
      key: "operator",
      label: "Operator",
      head: "Operator",
      phone: "hide",
      cell: (node) => (
        <Hex value={node.operator} what="address" href={`/account/${node.operator}`} copy={false} />
      ),
    },
    {
      key: "stake",
      label: "Stake",
      head: <SortLink sort="stake" query={query} word="Stake" />,
      ...sorted("stake", query),
      align: "end",
      cell: (node) => <Amount atomic={node.stakeAtomic} unit={false} />,
    },
    {
      key: "fee",
      label: "Fee",
      head: <SortLink sort="fee" query={query} word="Fee" />,
      ...sorted("fee", query),
      align: "end",
      cell: (node) => formatBps(node.feeBps),
    },
    {
      key: "swarm",
      label: "Swarm",
      head: "Swarm",
      align: "end",
      phone: "hide",
      cell: (node) => <Swarm swarmId={node.swarmId} />,
    },
    {
      key: "participation",
      label: "Votes",
      head: <SortLink sort="participation" query={query} word="Votes" />,
      ...sorted("participation", query),
      cell: (node) => <Participation votes={node.votes} />,
    },
    {
      key: "earns",
      label: "Earns a day",
      head: "Earns a day",
      align: "end",
      cell: (node) => <Amount atomic={node.earnsPerDayAtomic} unit={false} />,
    },
  ]
  return (
    <>
      <StateFilter query={query} counts={counts} />
      <div className="rounded-2xl border border-line bg-surface">
        <Table
          caption="Service nodes with state, operator, stake, fee, swarm, votes and earnings. Amounts in SESH."
          columns={columns}
          rows={data?.nodes ?? []}
          rowKey={(node) => String(node.registryId)}
          empty={
            query.state === undefined
              ? "No node has been registered yet. The first appears here as soon as its registration is on the L2."
              : "No node is in this state. Choose another state above."
          }
        />
      </div>
      <Pager
        firstHref={query.after === undefined ? undefined : nodeListHref({ ...query, after: undefined })}
        nextHref={data?.nextCursor == null ? undefined : nodeListHref({ ...query, after: data.nextCursor })}
        words={["First", "More"]}
      />
    </>
  )
}

/** A swarm's number has twenty digits; its end tells swarms apart. */
export function Swarm({ swarmId }: { swarmId: string | null }) {
  if (swarmId === null) return <span title="in no swarm">—</span>
  return (
    <span className="font-mono text-[0.92em]" title={`swarm ${swarmId}`}>
      {swarmId.length > 8 ? `…${swarmId.slice(-6)}` : swarmId}
    </span>
  )
}

function Participation({ votes }: { votes: readonly boolean[] }) {
  const taken = votes.filter(Boolean).length
  return (
    <span className="inline-flex items-center gap-2.5">
      <Bars taken={votes} label={`voted ${taken} of the last ${votes.length} times`} />
      {votes.length === 0 ? null : (
        <span className="text-ink-faint text-xs">{formatShare(taken, votes.length)}</span>
      )}
    </span>
  )
}

function sorted(sort: NodeListQuery["sort"], query: NodeListQuery) {
  if (query.sort !== sort) return {}
  return { sorted: query.order === "up" ? ("ascending" as const) : ("descending" as const) }
}

function SortLink({
  sort,
  query,
  word,
}: {
  sort: NodeListQuery["sort"]
  query: NodeListQuery
  word: string
}) {
  const chosen = query.sort === sort
  const order = chosen && query.order === "up" ? "down" : "up"
  return (
    <Link
      href={nodeListHref({ ...query, sort, order, after: undefined })}
      className="inline-flex items-center gap-1 hover:text-accent"
      scroll={false}
    >
      {word}
      <span className={chosen ? "text-accent" : "opacity-0"}>
        <Icon name={query.order === "down" ? "down" : "up"} size={12} />
      </span>
    </Link>
  )
}
